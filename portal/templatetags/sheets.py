"""The style sheets of every page: one where files are collected, else the sources."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.bundling import BUNDLE, SHEETS

register = template.Library()


@register.simple_tag
def sheets() -> SafeString:
    """Return the links to the sheets, in the order of the cascade."""
    names = (BUNDLE,) if settings.HASHED_STATIC else SHEETS
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(name),) for name in names),
    )
