"""Phone numbers as E.164, and the countries that they can be of."""

from __future__ import annotations

from chalicelib.domain.errors import Invalid


def check_phone(phone: str, country: str | None = None) -> str:
    """The number as E.164; without a country code it is one of `country`. Invalid where no such number can exist."""
    import phonenumbers  # here: its tables are of use to few functions

    try:
        number = phonenumbers.parse(phone.strip(), country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Invalid("invalid_phone", "Enter the phone number with its country code, like +1 415 555 0101.", "phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_country(country: str | None) -> str | None:
    """A country by its two letters (ISO 3166), None for none; Invalid."""
    if country is not None and country not in countries():
        raise Invalid("invalid_country", "Choose a country from the list.", "country")
    return country


def countries() -> list[str]:
    """All countries that have phone numbers, by their two letters."""
    import phonenumbers

    return sorted(phonenumbers.SUPPORTED_REGIONS)
