"""Every value that an administrator copies into an LMS by hand, under the name that LMS gives it."""

from dataclasses import dataclass

from plugin.domain.language import say
from plugin.lms.tool_description import CUSTOM, NAME, Tool


@dataclass(frozen=True)
class Family:
    """One kind of LMS: `where` its form is, what to enter, and what to bring back by which command. The names of
    fields stay as the LMS writes them."""

    key: str
    name: str
    where: str
    values: tuple[tuple[str, str], ...]
    settings: tuple[str, ...]
    back: str
    command: str


def families(tool: Tool) -> tuple[Family, ...]:
    return (_canvas(tool), _moodle(tool), _brightspace(tool), _blackboard(tool), _open_edx(tool), _other(tool))


def custom_lines() -> str:
    return "\n".join(f"{name}={variable}" for name, variable in CUSTOM.items())


def _command(issuer: str, auth: str, token: str, keys: str) -> str:
    return (
        f"caveat register --issuer {issuer} --client-id CLIENT_ID --deployment-id DEPLOYMENT_ID \\\n"
        f"  --auth-url {auth} \\\n  --token-url {token} \\\n  --jwks-url {keys}"
    )


def _canvas(tool: Tool) -> Family:
    return Family(
        "canvas",
        "Canvas",
        say("Admin, Developer Keys, + Developer Key, + LTI Key, Method: Enter URL"),
        (("JSON URL", tool.canvas_key), ("Redirect URIs", tool.launch)),
        (
            say("Turn the key on, then install it: Settings, Apps, + App, By Client ID."),
            say("In the app's menu, Deployment Id shows the id to approve."),
        ),
        say(
            "The number under Details is the client id. A Canvas of your own may have another issuer, and has its own "
            "host in all three addresses."
        ),
        _command(
            "https://canvas.instructure.com",
            "https://sso.canvaslms.com/api/lti/authorize_redirect",
            "https://YOUR_SCHOOL.instructure.com/login/oauth2/token",
            "https://sso.canvaslms.com/api/lti/security/jwks",
        ),
    )


def _moodle(tool: Tool) -> Family:
    return Family(
        "moodle",
        "Moodle",
        say("Site administration, Plugins, External tool, Manage tools, configure a tool manually"),
        (
            ("Tool name", NAME),
            ("Tool URL", tool.launch),
            ("LTI version", "LTI 1.3"),
            ("Public key type", "Keyset URL"),
            ("Public keyset", tool.key_set),
            ("Initiate login URL", tool.login),
            ("Redirection URI(s)", tool.launch),
            ("Custom parameters", custom_lines()),
        ),
        (
            say("Turn on: Supports Deep Linking (Content-Item Message)."),
            say("Default launch container: Embed, without blocks."),
            say("IMS LTI Assignment and Grade Services: use for grade sync and column management."),
            say(
                "IMS LTI Names and Role Provisioning: use. Share launcher's name with tool: Always. "
                "Accept grades: Always."
            ),
        ),
        say("The magnifying glass on the saved tool shows platform id, client id, deployment id and three addresses."),
        _command(
            "https://YOUR_MOODLE",
            "https://YOUR_MOODLE/mod/lti/auth.php",
            "https://YOUR_MOODLE/mod/lti/token.php",
            "https://YOUR_MOODLE/mod/lti/certs.php",
        ),
    )


def _brightspace(tool: Tool) -> Family:
    return Family(
        "brightspace",
        "Brightspace (D2L)",
        say("Admin Tools, Manage Extensibility, LTI Advantage, Register Tool, Standard"),
        (
            ("Name", NAME),
            ("Domain", tool.base_url),
            ("Redirect URLs", tool.launch),
            ("OpenID Connect Login URL", tool.login),
            ("Target Link URI", tool.launch),
            ("Keyset URL", tool.key_set),
        ),
        (
            say("Extensions: Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services."),
            say("Add a deployment with the same extensions and share user names; it shows the deployment id."),
        ),
        say(
            "The registration shows issuer, client id and the addresses. An OAuth2 audience other than that of "
            "Brightspace's cloud goes into --token-audience."
        ),
        _command(
            "https://YOUR_SCHOOL.brightspace.com",
            "https://YOUR_SCHOOL.brightspace.com/d2l/lti/authenticate",
            "https://auth.brightspace.com/core/connect/token",
            "https://YOUR_SCHOOL.brightspace.com/d2l/.well-known/jwks",
        ),
    )


def _blackboard(tool: Tool) -> Family:
    return Family(
        "blackboard",
        "Blackboard Learn",
        say("developer.anthology.com: register an LTI 1.3 application there first"),
        (
            ("Application Name", NAME),
            ("Domain(s)", tool.domain),
            ("Login Initiation URL", tool.login),
            ("Tool Redirect URL(s)", tool.launch),
            ("Tool JWKS URL", tool.key_set),
            ("Signing Algorithm", "RS256"),
        ),
        (
            say(
                "In Learn: Administrator Panel, LTI Tool Providers, Register LTI 1.3/Advantage Tool, by the client id."
            ),
            say("Approve it, send role, name and no e-mail, allow grade service and membership service access."),
            say("Add a placement of type Deep Linking content tool with the target link URI %(url)s.", url=tool.launch),
        ),
        say(
            "The portal shows the application id, which is the client id, and the addresses; Learn shows the "
            "deployment id."
        ),
        _command(
            "https://blackboard.com",
            "https://developer.blackboard.com/api/v1/gateway/oidcauth",
            "https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken",
            "https://developer.blackboard.com/api/v1/management/applications/CLIENT_ID/jwks.json",
        ),
    )


def _open_edx(tool: Tool) -> Family:
    return Family(
        "openedx",
        "Open edX",
        say("Studio, Advanced Settings: add lti_consumer to the advanced modules; then add an LTI Consumer component"),
        (
            ("LTI version", "LTI 1.3"),
            ("Tool Launch URL", tool.launch),
            ("Registered Redirect URIs", f'["{tool.launch}"]'),
            ("Tool Initiate Login URL", tool.login),
            ("Tool Public Key Mode", "Keyset URL"),
            ("Tool Keyset URL", tool.key_set),
        ),
        (say("Deep linking, LTI Assignment and Grade Services: turn both on. Request user's username: on."),),
        say(
            "The component's page in Studio shows client id and addresses; the deployment id is 1. Each component is a "
            "client of its own, unless your Open edX shares configurations. Points there are whole numbers."
        ),
        _command(
            "https://YOUR_LMS",
            "https://YOUR_LMS/api/lti_consumer/v1/launch/",
            "https://YOUR_LMS/api/lti_consumer/v1/token/…",
            "https://YOUR_LMS/api/lti_consumer/v1/public_keysets/…",
        ),
    )


def _other(tool: Tool) -> Family:
    return Family(
        "other",
        say("Any other LTI 1.3 platform"),
        say("Where it takes external tools by LTI 1.3 or LTI Advantage"),
        (
            ("Tool URL / target link URI", tool.launch),
            ("Deep linking URL", tool.launch),
            ("Initiate login URL", tool.login),
            ("Redirection URI", tool.launch),
            ("Public key set (JWKS) URL", tool.key_set),
            ("Domain", tool.domain),
            ("Custom parameters", custom_lines()),
        ),
        (say("Allow grades (AGS), the list of members (NRPS) and deep linking; share names."),),
        say("Bring back issuer, client id, deployment id and the addresses for authorization, tokens and keys."),
        _command("https://LMS", "https://LMS/…", "https://LMS/…", "https://LMS/…"),
    )
