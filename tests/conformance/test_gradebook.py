"""Assignment and Grade Services 2.0 (certification guide 1.3, section 6.4): an instructor marks, and the tool makes
line items and posts scores by itself; what came of it is looked up in the platform's gradebook."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from sqlalchemy import update

from plugin.domain.standing import Found
from plugin.lms.gradebook import read_result
from plugin.services import platforms
from plugin.store.queries.platforms import registrations
from plugin.store.tables import Assignment
from tests.conformance.conftest import house_in
from tests.conformance.office import Office
from tests.conftest import House
from tests.platforms.claims import lineitem_url
from tests.platforms.families.canvas import CANVAS_SUBMISSION
from tests.platforms.personality import AGS, CANVAS

pytestmark = pytest.mark.conformance

SCORE = "application/vnd.ims.lis.v1.score+json"


@pytest.fixture
def moodle(lms: House) -> Office:
    return _office(lms)


def _office(house: House) -> Office:
    office = Office(house)
    office.read_points()
    return office


@pytest.fixture(scope="module")
def canvas_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_in(tmp_path_factory.mktemp("canvas"), CANVAS) as house:
        yield house


@pytest.fixture
def canvas(canvas_house: House) -> Iterator[Office]:
    yield _office(canvas_house)
    canvas_house.platform.refused.clear()
    canvas_house.platform.filters_results = True


def graded(office: Office, key: str, given: float) -> tuple[str, str]:
    office.hand_in(key)
    return office.grade(key, given)


def assertions(office: Office) -> list[str]:
    return [parse_qs(seen.body)["client_assertion"][0] for seen in office.seen("POST", "/token")]


def test_ags_token_assertion_claims(moodle: Office) -> None:
    graded(moodle, "mei", 17)
    published = jwt.PyJWKSet.from_dict(_key_set(moodle.house))
    told = []
    for assertion in assertions(moodle):
        key = published[jwt.get_unverified_header(assertion)["kid"]]
        claims = jwt.decode(assertion, key, ["RS256"], audience=moodle.platform.token_url)
        assert claims["iss"] == claims["sub"] == moodle.platform.client_id
        assert 0 < claims["exp"] - claims["iat"] <= 3600
        told.append(claims["jti"])
    assert len(set(told)) == len(told) > 0


def _key_set(house: House) -> dict[str, Any]:
    with house.database.session() as session:
        return platforms.key_set(session)


def test_ags_token_cached_and_renewed(moodle: Office) -> None:
    graded(moodle, "jonas", 10)
    asked = len(assertions(moodle))
    assert graded(moodle, "priya", 11) == ("sent", "sent")
    assert len(assertions(moodle)) == asked
    moodle.platform.forget_tokens()
    assert graded(moodle, "luis", 12) == ("sent", "sent")
    assert len(assertions(moodle)) > asked


def test_ags_scope_subset(moodle: Office) -> None:
    """Each token is for one scope, and each is used for its own kind of call."""
    graded(moodle, "noor", 13)
    issued = moodle.platform.tokens.issued
    for seen in moodle.seen("POST", "/scores"):
        token = seen.headers["Authorization"].removeprefix("Bearer ")
        assert token not in issued or issued[token][0] == {AGS + "score"}
    assert all(len(scopes) == 1 for scopes, _ in issued.values())


def test_ags_lineitem_find_or_create_by_resource_id_tag(tmp_path_factory: pytest.TempPathFactory) -> None:
    with house_in(tmp_path_factory.mktemp("columns"), CANVAS) as house:
        office, columns = _office(house), house.platform.school.line_items
        columns.clear()
        with house.database.session() as session:
            session.execute(update(Assignment).values(lti_lineitem_url=None))
        assert graded(office, "mei", 17) == ("sent", "sent")
        assert graded(office, "jonas", 11) == ("sent", "sent")
        made = next(iter(columns.values()))
        assert len(columns) == 1
        assert (made.tag, made.resource_link_id) == ("caveat-mark", house.platform.school.link_id)
        assert made.resource_id


def test_ags_put_keeps_unknown_fields(tmp_path_factory: pytest.TempPathFactory) -> None:
    with house_in(tmp_path_factory.mktemp("points"), CANVAS) as house:
        column = house.platform.school.column
        column.tag, column.extra = "caveat-mark", {"https://lms.example/colour": "blue"}
        teacher = house.launch("teacher")
        teacher.open(teacher.page.url.replace("/class", "/settings"))
        teacher.submit(teacher.form("/settings"), {"points": "50"})
        assert Office(house).update_column() == "sent"
        assert (column.maximum, column.extra) == (50, {"https://lms.example/colour": "blue"})


def test_ags_score_media_type(moodle: Office) -> None:
    graded(moodle, "mei", 9)
    assert moodle.seen("POST", "/scores")[-1].headers["Content-Type"] == SCORE


def test_ags_score_timestamp_monotonic(moodle: Office) -> None:
    for given in (5, 6, 7):
        moodle.hand_in("aigerim")
        grade_id = moodle.mark("aigerim", given)
        while moodle.send(grade_id)[1] == "pending":  # three within a second: the last waits until it is no future
            time.sleep(0.2)
    stamps = [datetime.fromisoformat(post["timestamp"]) for post in moodle.posts("aigerim")]
    assert len(stamps) >= 3
    assert all(int(b.timestamp()) > int(a.timestamp()) for a, b in zip(stamps, stamps[1:], strict=False))
    assert moodle.cell("aigerim").score == 7


def test_ags_score_path_before_query(moodle: Office) -> None:
    graded(moodle, "mei", 10)
    assert moodle.seen("POST", "/scores")[-1].path.endswith("/lineitem/scores?type_id=4")


def test_ags_score_409_moodle_retry(moodle: Office) -> None:
    """Somebody posted at the same whole second: the next try is later, and arrives."""
    moodle.hand_in("luis")
    moodle.platform.troubles.append("409")
    grade_id = moodle.mark("luis", 20)
    assert moodle.send(grade_id) == ("newer_there", "pending")
    assert moodle.send(grade_id) == ("sent", "sent")
    assert moodle.cell("luis").score == 20


def test_ags_score_422_permanent(canvas: Office) -> None:
    canvas.platform.refused[canvas.sub("jonas")] = (422, "User not found in course or is not a student")
    assert graded(canvas, "jonas", 12) == ("not_enrolled", "refused")
    assert graded(canvas, "priya", 13) == ("sent", "sent")


def test_ags_canvas_extension_new_submission_false(canvas: Office) -> None:
    graded(canvas, "mei", 14)
    assert canvas.posts("mei")[-1][CANVAS_SUBMISSION]["new_submission"] is False
    assert (canvas.cell("mei").score, canvas.cell("mei").attempts) == (14, 0)


def test_ags_no_score_without_fullygraded(canvas: Office) -> None:
    canvas.hand_in("noor")
    canvas.announce()
    assert canvas.posts("noor")
    for post in canvas.posts("noor"):
        assert "scoreGiven" not in post
        assert (post["activityProgress"], post["gradingProgress"]) == ("Submitted", "PendingManual")
    assert canvas.cell("noor").score is None


def test_ags_progress_preserves_score(canvas: Office) -> None:
    graded(canvas, "luis", 16)
    canvas.hand_in("luis")
    assert "sent" in canvas.announce()
    assert canvas.posts("luis")[-1][CANVAS_SUBMISSION]["preserve_score"] is True
    assert canvas.cell("luis").score == 16


def test_ags_results_paging(canvas: Office) -> None:
    """A platform may leave the filter by person unheeded and give its results page by page."""
    for number, key in enumerate(("mei", "jonas", "priya", "aigerim")):
        graded(canvas, key, 15 + number)
    canvas.platform.filters_results = False
    with canvas.house.database.session() as session:
        key = platforms.signing_key(session, canvas.house.settings.secret_key)
        platform = platforms.platform_of(registrations(session)[0])
    found = read_result(canvas.connect(platform, key), lineitem_url(canvas.platform, 1), canvas.sub("aigerim"))
    assert found == Found(18, 20)
    assert len(canvas.seen("GET", "/results?")) >= 2


def test_ags_test_user_skipped(canvas: Office) -> None:
    assert graded(canvas, "tester", 19) == ("test_user", "refused")
    assert canvas.posts("tester") == []
