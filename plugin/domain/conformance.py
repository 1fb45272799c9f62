"""Which tests of the LTI certification, and which of our own, the suite runs: `pytest -m conformance`.

One list for the page /conformance, the table in docs/conformance.md and the suite itself, which fails when a test of
it does not exist. Words in quotation marks are the certification's own (LTI Advantage certification guide 1.3).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`tests`: name of the test -> what it shows."""

    title: str
    tests: dict[str, str]


_KINDS = {
    "launch": "Valid {} Launch",
    "roles": "Valid {} Launch with Roles",
    "short_role": "Valid {} Launch Short Role",
    "unknown_role": "Valid {} Launch Unknown Role",
    "no_role": "Valid {} Launch No Role",
    "email_only": "Valid {} Launch Email Only",
    "names_only": "Valid {} Launch Names Only",
    "no_pii": "Valid {} No PII",
    "email_no_context": "Valid {} Email Without Context",
}


def _valid(who: str) -> dict[str, str]:
    return {f"test_valid_{who}_{kind}": f"“{words.format(who.capitalize())}”" for kind, words in _KINDS.items()}


PARTS = (
    Part(
        "Launches that must be refused",
        {
            "test_bad_no_kid": "“No KID Sent in JWT header”",
            "test_bad_wrong_kid": "“Incorrect KID in JWT header”; the key set is fetched once more, and once only",
            "test_bad_wrong_version": "“Wrong LTI Version”",
            "test_bad_no_version": "“No LTI Version”",
            "test_bad_invalid_message": "“Invalid LTI message”",
            "test_bad_missing_lti_claims": "“Missing LTI Claims”",
            "test_bad_timestamps": "“Timestamps Incorrect”: expired, issued in the future, or neither told",
            "test_bad_no_message_type": "“message_type Claim Missing”",
            "test_bad_no_roles": "“role Claim Missing”",
            "test_bad_no_deployment_id": "“deployment_id Claim Missing”",
            "test_bad_no_resource_link_id": "“resource_link_id Claim Missing”",
            "test_bad_no_sub": "“user Claim Missing”: Caveat has no anonymous launches, and says so",
        },
    ),
    Part(
        "More launches that must be refused",
        {
            "test_bad_alg_none": "Not signed at all",
            "test_bad_hs256_with_public_key": "Signed with the public key as if it were a shared secret",
            "test_bad_other_key": "Signed with another key, or changed after signing",
            "test_bad_wrong_iss": "From another issuer",
            "test_bad_wrong_aud": "For another tool",
            "test_bad_aud_list_without_azp": "For several tools, without saying for which",
            "test_bad_foreign_azp": "Made for another tool",
            "test_bad_replayed_nonce": "With the nonce of an earlier launch",
            "test_bad_replayed_state": "Posted a second time",
            "test_bad_state_from_another_browser": "In another browser than its login",
            "test_bad_expired_state": "Too long after its login",
            "test_bad_unknown_deployment": "From a deployment that nobody approved",
            "test_bad_unknown_client": "From a client that nobody registered",
            "test_bad_target_link_uri_elsewhere": "With a target outside Caveat",
            "test_bad_oversize_token": "With an oversize token",
            "test_bad_parameter_twice": "With a parameter that comes twice",
            "test_bad_platform_error": "With the platform's error in place of a token",
        },
    ),
    Part("Instructors' launches that must be taken; without a role the page then opens nothing", _valid("instructor")),
    Part("Students' launches that must be taken; without a role the page then opens nothing", _valid("student")),
    Part(
        "Who gets what",
        {
            "test_a_learner_who_teaches_elsewhere_is_a_learner_here": "A role at the institution opens nothing here",
            "test_an_observer_sees_nothing_of_the_course": "Canvas's observers: parents and mentors",
            "test_a_test_user_hands_in_and_is_known_as_one": "The LMS's student view",
            "test_an_administrator_without_enrolment_sees_nothing_of_the_course": "Site administrators",
        },
    ),
    Part(
        "Deep linking",
        {
            "test_dl_request_accepted": "“Send the Request Payload”",
            "test_dl_response_is_form_post_with_JWT": "“Receive the Response Payload”, “Response Format Valid”",
            "test_dl_response_exp_iat_nonce": "“Response Timestamps Valid”",
            "test_dl_response_signature_kid_in_jwks": "“Signature Valid”",
            "test_dl_response_required_claims": "“Required Claims Verified”, “Affirm Response”",
            "test_dl_data_echoed": "The platform's data goes back as it came",
            "test_dl_data_absent_not_sent": "No data is made up",
            "test_dl_empty_selection": "Nothing chosen is an answer too",
            "test_dl_multiple_refused_when_not_allowed": "One item where one is asked for",
            "test_dl_several_where_accepted": "Several items where several are taken",
            "test_dl_custom_values_are_strings": "Custom values are strings",
            "test_dl_line_item_has_resource_id_tag_and_review": "The column that a link brings can be found again",
            "test_dl_no_line_item_where_none_is_accepted": "No column where the platform takes none",
            "test_dl_no_line_item_where_no_grade_goes_back": "No column where no grade goes back",
            "test_dl_dates_are_in_utc_with_their_zone": "Dates carry their zone",
            "test_dl_type_not_made_is_refused_with_a_way_back": "A kind of content that Caveat does not make",
            "test_dl_learner_is_refused_with_a_way_back": "A student who asks to add content",
            "test_dl_link_that_was_made_launches": "The link that was made opens with its settings",
        },
    ),
    Part(
        "Names and roles",
        {
            "test_nrps_accept_header": "“Verify JSON (Accept/Content) Header”",
            "test_nrps_bearer": "“Received Request”, “Verify Bearer Token”",
            "test_nrps_scope": "“Verify Bearer Scope”",
            "test_nrps_paging": "All pages are read, addresses as they came",
            "test_nrps_relative_or_lowercase_link_header": "Relative addresses, and headers in any case",
            "test_nrps_missing_pii": "Members without a name",
            "test_nrps_short_roles": "Roles without their namespace",
            "test_nrps_inactive_deleted": "Members who have left",
            "test_nrps_unknown_roles": "Roles that Caveat does not know",
        },
    ),
    Part(
        "Assignments and grades",
        {
            "test_ags_token_assertion_claims": "“Generate OAuth2 Call”: the assertion's claims",
            "test_ags_token_cached_and_renewed": "One token serves many calls, and is renewed when refused",
            "test_ags_scope_subset": "A token asks for the scopes of its call only",
            "test_ags_lineitem_find_or_create_by_resource_id_tag": "“Create Line Item”, “Retrieve Line Item”",
            "test_ags_put_keeps_unknown_fields": "A line item is changed without losing what we do not know",
            "test_ags_score_media_type": "“Post Score”",
            "test_ags_score_timestamp_monotonic": "Each grade is later than the one before",
            "test_ags_score_path_before_query": "The path grows before the query",
            "test_ags_score_409_moodle_retry": "Moodle's whole seconds",
            "test_ags_score_422_permanent": "A refusal for one student stays one student's",
            "test_ags_canvas_extension_new_submission_false": "A grade makes no attempt in Canvas",
            "test_ags_no_score_without_fullygraded": "No points before a person decided",
            "test_ags_progress_preserves_score": "News of a submission leaves the grade alone",
            "test_ags_results_paging": "“Retrieve Results”, on any page; “Verify Gradebook Entities”",
            "test_ags_test_user_skipped": "No grade for the LMS's student view",
        },
    ),
    Part(
        "Dynamic registration",
        {
            "test_dr_bearer_on_config_get": "The platform's token goes with the first question",
            "test_dr_issuer_host_mismatch_refused": "The configuration's host is the issuer's",
            "test_dr_ssrf_refused": "No address inside the institution is called",
            "test_dr_close_message": "The window closes when it is done",
            "test_dr_canvas_placements": "Canvas's placements",
            "test_dr_moodle_deployment_id_saved": "Moodle's deployment is saved",
            "test_dr_reused_token_message": "A link that was used says so",
        },
    ),
    Part(
        "Notices",
        {
            "test_pns_subscribe_put": "Caveat subscribes",
            "test_pns_get_handlers": "Subscriptions are read back",
            "test_pns_hello_world": "The platform's first notice",
            "test_pns_bad_jwt_in_batch_others_ok": "One bad notice does not lose the others",
            "test_pns_duplicate_notice_id": "A notice counts once",
            "test_pns_unknown_type_200": "Unknown kinds are taken and left",
            "test_pns_fast_ack": "The answer comes before the work",
        },
    ),
    Part(
        "Asset processor",
        {
            "test_ap_dl_response_item": "The processor is attached",
            "test_ap_settings_launch": "Its settings open",
            "test_ap_notice_to_jobs": "A submission becomes work",
            "test_ap_checksum_mismatch": "A file that is not what was announced",
            "test_ap_redirect_drops_bearer": "Our token goes to the platform alone",
            "test_ap_report_fields_limits": "Reports fit their fields",
            "test_ap_report_409_ignored": "A newer report is there",
            "test_ap_failed_codes": "Failures by their names",
            "test_ap_eula_not_accepted": "Nothing is read before the terms are accepted",
            "test_ap_review_launch_authz_student_hidden": "A student does not see what is not released",
            "test_ap_review_launch_authz_owner_visible": "A student sees the own report that is",
        },
    ),
    Part(
        "Without third-party cookies",
        {
            "test_storage_put_page": "The platform keeps a value for us",
            "test_storage_get_page": "And gives it back",
            "test_storage_wrong_origin_ignored": "Nobody else's answer counts",
            "test_storage_timeout_falls_back": "No answer leads to a new window",
            "test_storage_partitioned_cookie_attr": "Partitioned cookies",
            "test_storage_new_window_restart": "The launch begins again in a window of its own",
        },
    ),
)
