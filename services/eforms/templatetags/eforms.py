"""What a page with an e-form needs beside its fields."""

from django import template

from accounts import divisions
from accounts.divisions import Era
from services.eforms.building import PageForm
from services.eforms.schema import Kind

register = template.Library()


@register.inclusion_tag("eforms/wards.html")
def ward_suggestions(form: PageForm) -> dict[str, object]:
    """Suggest the city's communes, once per page, if an address is asked."""
    asked = any(question.kind is Kind.ADDRESS for question in form.questions)
    wards = divisions.wards(Era.TWO_LEVELS, divisions.CITY) if asked else ()
    return {"names": [ward.name for ward in wards]}
