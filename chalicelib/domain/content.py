"""What we say to an end user: a text, a file, an approved template or a question with options; and what it answers."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.domain.messages import MessageType


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of ours: `key` says where we keep it, `size` is in bytes; its kind is image, video, audio, document or sticker."""

    kind: MessageType
    content_type: str
    key: str
    size: int
    filename: str | None = None


class Template(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text that WhatsApp has approved, and what stands for its placeholders {{1}}, {{2}} and so on.

    `id` is the carrier's own for it, where it has one beside name and language. `text` is what the end user will read.
    """

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    id: str | None = None
    text: str = ""


class Option(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer to choose: our id, which comes back in `Message.choice`, and what the end user sees."""

    id: str
    title: str
    description: str | None = None


class Choices(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Up to three buttons; or, with a `label` to open it by, a list of up to ten rows."""

    options: tuple[Option, ...]
    label: str | None = None


class Content(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message to an end user; `text` is also the caption of an attachment. `reply_to` is the carrier's id of the quoted message."""

    text: str = ""
    attachment: Attachment | None = None
    template: Template | None = None
    choices: Choices | None = None
    reply_to: str | None = None
