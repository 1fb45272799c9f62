"""A platform by PyPI's lti1p3platform (MIT), served over HTTP in a process and a Python of its own."""

import json
import secrets
from typing import Any

import django
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from lti1p3platform.exceptions import LtiException, PreflightRequestValidationException
from lti1p3platform.framework.django.response import wrap_json_resp
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform_services import NAMES, PEOPLE, Book, Grades, Members, Request
from serving import serve

DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
).decode()  # fmt: skip


class Conf(LTI1P3PlatformConfAbstract):
    """One registration of a tool, with its own gradebook and, kept by the package, its own copy of the tool's keys."""

    def init_platform_config(self, issuer: str, name: str, tool: str) -> None:
        self.book, self.chosen, self.data = Book(f"{issuer}/{name}"), [], None
        self._registration = (
            Registration().set_iss(issuer).set_client_id(name).set_deployment_id("1")
            .set_launch_url(tool + "/lti/launch").set_deeplink_launch_url(tool + "/lti/launch")
            .set_oidc_login_url(tool + "/lti/login").set_tool_key_set_url(tool + "/lti/jwks")
            .set_platform_public_key(PUBLIC).set_platform_private_key(PRIVATE)
        )  # fmt: skip

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **hint: str) -> None:
        self._lti_message_hint = hint["message"]

    def get_redirect(self, url: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(url)


class Launch(LTIAdvantageMessageLaunchAbstract):
    def prepare_launch(self, preflight_response: dict[str, Any]) -> None:
        key, base_url = preflight_response["login_hint"], self._platform_config.book.base_url
        self.set_user_data(key, [PEOPLE[key]], full_name=NAMES.get(key))
        self.set_resource_link_claim("essay-2", title="Essay 2")
        self.set_launch_context_claim("course-1", [], context_title="English", context_label="ENG")
        self.set_ags(base_url + "/lineitems").set_nrps(base_url + "/members")
        if preflight_response["lti_message_hint"] == "deep linking":
            self.set_dl(base_url + "/chosen", extra_data={"course": "course-1"})

    def render_launch_form(self, launch_data: dict[str, Any], **_: Any) -> HttpResponse:
        fields = "".join(f'<input name="{name}" value="{launch_data[name]}">' for name in ("id_token", "state"))
        return HttpResponse(f'<form method="post" action="{launch_data["launch_url"]}" data-self>{fields}</form>')


CONFS: dict[str, Conf] = {}


def registrations(request: HttpRequest) -> JsonResponse:
    issuer, name = settings.ISSUER, secrets.token_hex(8)
    CONFS[name] = Conf(issuer=issuer, name=name, tool=json.loads(request.body)["tool"])
    people = {key: key for key in PEOPLE}
    return JsonResponse({"name": name, "issuer": issuer, "base_url": f"{issuer}/{name}", "people": people})


def state(request: HttpRequest, name: str) -> JsonResponse:
    book = CONFS[name].book
    scores = [{"item": item, "user": user, "score": score} for (item, user), score in book.scores.items()]
    conf = CONFS[name]
    return JsonResponse({"line_items": book.line_items, "scores": scores, "chosen": conf.chosen, "data": conf.data})


def launch(request: HttpRequest, name: str, key: str) -> HttpResponse:
    login = Login(Request(request), CONFS[name])
    login.set_lti_message_hint(message=request.GET.get("message", "resource link"))
    return login.initiate_login(key)


def authorize(request: HttpRequest, name: str) -> HttpResponse:
    try:
        return Launch(Request(request), CONFS[name]).lti_launch()
    except PreflightRequestValidationException:
        return HttpResponse("the request is not valid", status=400)


def token(request: HttpRequest, name: str) -> JsonResponse:
    """The package knows no HTTP here: what it raises is told as RFC 6749 would."""
    try:
        return JsonResponse(CONFS[name].get_access_token(request.POST.dict()))
    except (LtiException, ValueError) as error:
        return JsonResponse({"error": "invalid_client", "error_description": str(error)}, status=400)


def chosen(request: HttpRequest, name: str) -> HttpResponse:
    CONFS[name].chosen = CONFS[name].validate_deeplinking_resp(request.POST.dict())
    CONFS[name].data = jwt.decode(request.POST["JWT"], options={"verify_signature": False}).get(DATA)  # checked above
    return HttpResponse("chosen")


def line_items(request: HttpRequest, name: str) -> JsonResponse:
    grades = Grades(Request(request), CONFS[name], CONFS[name].book)
    answer = grades.handle_create_lineitem if request.method == "POST" else grades.handle_get_lineitems
    return wrap_json_resp(grades.handle_resp(answer))


def line_item(request: HttpRequest, name: str, number: int, ending: str = "") -> JsonResponse:
    grades = Grades(Request(request), CONFS[name], CONFS[name].book)
    answers = {"GET": grades.handle_get_lineitem, "PUT": grades.handle_update_lineitem,
               "DELETE": grades.handle_delete_lineitem}  # fmt: skip
    endings = {"scores": grades.handle_update_score, "results": grades.handle_get_results}
    url = f"{CONFS[name].book.base_url}/lineitems/{number}"
    return wrap_json_resp(grades.handle_resp(endings.get(ending) or answers[request.method], line_item_id=url))


def members(request: HttpRequest, name: str) -> JsonResponse:
    found = Members(Request(request), CONFS[name], CONFS[name].book.base_url + "/members")
    return wrap_json_resp(found.handle_resp(found.handle_get_members))


urlpatterns = [
    path("registrations", registrations),
    path("<name>/state", state),
    path("<name>/as/<key>/launch", launch),
    path("<name>/auth", authorize),
    path("<name>/token", token),
    path("<name>/jwks", lambda request, name: JsonResponse(CONFS[name].get_jwks())),
    path("<name>/chosen", chosen),
    path("<name>/lineitems", line_items),
    path("<name>/lineitems/<int:number>", line_item),
    path("<name>/lineitems/<int:number>/<ending>", line_item),
    path("<name>/members", members),
]


def platform(base_url: str) -> Any:
    settings.configure(
        SECRET_KEY=secrets.token_hex(), ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, LOGGING_CONFIG=None,
        ISSUER=base_url,
    )  # fmt: skip
    django.setup()
    return get_wsgi_application()


if __name__ == "__main__":
    serve(platform)
