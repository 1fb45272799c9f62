"""What new assignments begin with: decided on a page, kept, locked, and written down without anybody's words."""

from plugin.services import institution, policies
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import AuditEntry
from tests.web.admin.conftest import AdminBrowser

DECIDED = {"ai_level": "some", "ai_use": "Ask <first>.", "student_sees": "released", "reply_days": "21"}
PATH = "/admin/defaults"


def test_what_was_decided_is_kept_and_shown(admin: AdminBrowser, database: Database) -> None:
    assert admin.post(PATH, DECIDED | {"locks": ["student_sees"]}).status_code == 303
    with database.session() as session:
        assert policies.default(session).reply_days == 21
        assert institution.read(session).locks == ("student_sees",)
        assert set(institution.read(session).policy) == set(DECIDED), "what is as delivered is not kept"
    page = admin.get(PATH).text
    assert "Ask &lt;first&gt;." in page
    assert 'value="student_sees" checked' in page


def test_the_log_holds_codes_and_nobodys_words(admin: AdminBrowser, database: Database) -> None:
    admin.post(PATH, DECIDED)
    with database.session() as session:
        entry = session.query(AuditEntry).filter_by(action="institution.changed").one()
    assert (entry.facts["setting"], entry.facts["new"]["student_sees"]) == ("policy", "released")
    assert "first" not in str(entry.facts)
    assert entry.actor_id == admin.administrator_id


def test_what_cannot_be_is_said_and_what_was_chosen_stays(admin: AdminBrowser, database: Database) -> None:
    for wrong in ({"reply_days": "100"}, {"locks": ["everything"]}):
        answer = admin.post(PATH, DECIDED | wrong)
        assert answer.status_code == 400
        assert "Nothing was saved" in answer.text
        assert "Ask &lt;first&gt;." in answer.text
    with database.session() as session:
        assert institution.read(session).policy == {}


def test_saved_as_it_is_it_counts_as_decided(admin: AdminBrowser, database: Database) -> None:
    admin.post(PATH, {})
    with database.session() as session:
        assert institution.is_decided(session, "policy")


def test_the_page_opens_with_what_the_command_decided(admin: AdminBrowser, database: Database) -> None:
    with database.session() as session:
        institution.change(session, COMMAND, policy={"reply_days": 33})
    assert 'value="33"' in admin.get(PATH).text
