"""What somebody typed into a form of many fields."""

from __future__ import annotations

from starlette.requests import Request

MOST_FIELDS = 1000


async def typed(request: Request, *, most: int = MOST_FIELDS, longest: int | None = None) -> dict[str, str]:
    """Texts by name of field, cut after `longest` characters; no files, and not the token that came with them."""
    async with request.form(max_fields=most) as form:
        texts = {name: value[:longest] for name, value in form.items() if isinstance(value, str)}
    texts.pop("csrf_token", None)
    return texts
