"""What a page needs to be one: addresses of its own, and data for machines and scripts."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from abspann.web.linked_data import json_ld

register = template.Library()

register.filter(json_ld)


@register.filter
def as_json(value: object) -> str:
    """Plain data for a script, to stand in an attribute (where it is escaped like every text)."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """This page's query with some parameters changed, those set to None or "" left out; without the cursor."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path
