"""Tags of the queue's pages: {% load desk %}."""

from django import template
from django.utils.safestring import SafeString

from portal.desk.row_drawing import row_html

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_row(context, row) -> SafeString:
    """{% queue_row row %}: a portal.desk.rows.Row as a row of the table."""
    return row_html(row, context["now"])
