"""What can go wrong, as people and programs are told: each error has a stable code, an HTTP status and a sentence.

LiveChatError
├── Malformed 400          the request cannot be read
├── NotSignedIn 401        ├── WrongCredentials 401   ├── BadSignature 401   ├── CodeRequired 401   ├── WrongCode 401
├── Forbidden 403          the person may not do this
├── NotFound 404           missing and foreign alike
├── Conflict 409           the state does not allow it now
├── Gone 410               an invitation that can no longer be accepted
├── TooLarge 413
├── Invalid 422            a field's content is refused
└── TooManyAttempts 429
Contended is not for people: the same write kept colliding; whoever called tries again later.
"""

from __future__ import annotations

from typing import ClassVar


class LiveChatError(Exception):
    """A refusal: `code` for programs, `title` for people, `field` where one input is to blame."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, title: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.title, self.field = code, title, field


class Malformed(LiveChatError):
    """The request cannot be read at all."""

    def __init__(self, title: str = "The request could not be read.") -> None:
        super().__init__("malformed", title)


class NotSignedIn(LiveChatError):
    """No session, or one that has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__("not_signed_in", "Please sign in.")


class WrongCredentials(LiveChatError):
    """Unknown address and wrong password alike, so that neither can be told from the other."""

    status = 401

    def __init__(self) -> None:
        super().__init__("wrong_credentials", "The e-mail address or the password is not right.")


class CodeRequired(LiveChatError):
    """The password is right, and two-step sign-in asks for a code as well."""

    status = 401

    def __init__(self) -> None:
        super().__init__("code_required", "Enter the code of your authenticator app, or a recovery code.", "code")


class WrongCode(LiveChatError):
    """Neither the code of this moment nor an unused recovery code; or one that was used before."""

    status = 401

    def __init__(self) -> None:
        super().__init__("wrong_code", "This code is not right, or it was used already.", "code")


class BadSignature(LiveChatError):
    """A carrier's request whose signature does not hold."""

    status = 401

    def __init__(self) -> None:
        super().__init__("bad_signature", "The signature does not match.")


class Forbidden(LiveChatError):
    """Signed in, but this is not theirs to do."""

    status = 403


class NotFound(LiveChatError):
    """Missing, or another space's: the answers are equal."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found", "There is nothing here.")


class Conflict(LiveChatError):
    """The present state does not allow it."""

    status = 409


class Gone(LiveChatError):
    """An invitation that was used, revoked or has expired."""

    status = 410


class TooLarge(LiveChatError):
    """More bytes than are taken."""

    status = 413

    def __init__(self) -> None:
        super().__init__("too_large", "The request is too large.")


class Invalid(LiveChatError):
    """A field's content is refused."""

    status = 422


class TooManyAttempts(LiveChatError):
    """Asked too often; `retry_after_seconds` says when it may be tried again."""

    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("too_many_attempts", "Too many attempts. Please wait a little and try again.")
        self.retry_after_seconds = retry_after_seconds


class Contended(Exception):
    """The same item changed under us again and again, or the store asked us to come back later."""
