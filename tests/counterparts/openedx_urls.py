"""The addresses of the Open edX counterpart: the package's own under /api/, and what a test needs beside them."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from lti_consumer.api import get_lti_1p3_content_url, get_lti_1p3_launch_info, get_lti_1p3_launch_start_url
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.lti_1p3 import consumer
from lti_consumer.models import Lti1p3Passport, LtiAgsScore, LtiConfiguration, LtiDlContentItem
from lti_consumer.utils import get_lti_api_base
from openedx_course import BLOCKS, COURSE, PEOPLE, TITLE, Block, new_block, person, stand_around

stand_around()
# Reading a key, which each request does, takes 90 ms and making one a second. So all passports share one, read once;
# each still has a kid and a client id of its own.
consumer.PlatformKeyHandler = cache(consumer.PlatformKeyHandler)
KEY = Lti1p3Passport.objects.create().lti_1p3_private_key


@csrf_exempt
def blocks(request: HttpRequest) -> JsonResponse:
    """An assignment in Studio, with the tool at `tool`; tells what a tool's administrator would copy."""
    asked = json.loads(request.body)
    block, tool = new_block(), asked["tool"]
    config = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3, config_store=LtiConfiguration.CONFIG_ON_DB, location=block.location,
        lti_1p3_passport=_passport(block, tool), lti_1p3_oidc_url=tool + "/lti/login",
        lti_1p3_launch_url=tool + "/lti/launch", lti_advantage_enable_nrps=True,
        lti_advantage_ags_mode=asked.get("ags", "programmatic"),
        lti_advantage_deep_linking_enabled=asked.get("deep_linking", False),
        lti_advantage_deep_linking_launch_url=tool + "/lti/launch",
    )  # fmt: skip
    info = get_lti_1p3_launch_info(_launch_data(config, block, "teacher"))
    return JsonResponse(info | {
        "name": block.location.block_id, "link_id": str(block.location), "issuer": get_lti_api_base(),
        "people": {person.key: person.external_user_id for person in PEOPLE},
    })  # fmt: skip


def _passport(block: Block, tool: str) -> Lti1p3Passport:
    return Lti1p3Passport.objects.create(
        name=block.location.block_id, lti_1p3_tool_keyset_url=tool + "/lti/jwks",
        lti_1p3_internal_private_key=KEY, lti_1p3_internal_private_key_id=block.location.block_id,
    )  # fmt: skip


def block(request: HttpRequest, name: str) -> JsonResponse:
    """What Open edX holds of an assignment now."""
    config = LtiConfiguration.objects.get(location=BLOCKS[name].location)
    scores = LtiAgsScore.objects.filter(line_item__lti_configuration=config)
    items = LtiDlContentItem.objects.filter(lti_configuration=config)
    return JsonResponse({
        "grades": BLOCKS[name].grades,
        "line_items": list(config.ltiagslineitem_set.values("label", "score_maximum", "tag", "resource_id")),
        "scores": list(scores.values("user_id", "score_given", "score_maximum", "comment", "timestamp")),
        "content_items": [item.attributes for item in items],
    })  # fmt: skip


def launch(request: HttpRequest, name: str, key: str) -> HttpResponseRedirect:
    """The page of an assignment, opened: the browser goes off to the tool's login."""
    config = LtiConfiguration.objects.get(location=BLOCKS[name].location)
    data = _launch_data(config, BLOCKS[name], key)
    if request.GET.get("message") == "deep linking":
        return HttpResponseRedirect(get_lti_1p3_launch_start_url(data, deep_link_launch=True))
    return HttpResponseRedirect(get_lti_1p3_content_url(data))


def _launch_data(config: LtiConfiguration, block: Block, key: str) -> Any:
    who = person(key)
    return Lti1p3LaunchData(
        user_id=who.id, user_role=who.role, config_id=config.config_id, resource_link_id=str(block.location),
        external_user_id=who.external_user_id, launch_presentation_document_target="iframe",
        context_id=str(COURSE), context_type=["course_offering"], context_title=TITLE, context_label=str(COURSE),
    )  # fmt: skip


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("blocks", blocks),
    path("blocks/<name>", block),
    path("blocks/<name>/as/<key>/launch", launch),
]
