"""The pages of the administration, in the order of its menu."""

from plugin.domain.language import N_

# (endpoint, name)
PAGES: tuple[tuple[str, str], ...] = (
    ("admin_overview.page", N_("Overview")),
    ("admin_connections.page", N_("Connections")),
    ("admin_queue.page", N_("Queue")),
    ("admin_defaults.page", N_("Defaults")),
    ("admin_methods.page", N_("Methods and models")),
    ("admin_samples.page", N_("Score a sample")),
    ("admin_calibrations.page", N_("Calibrations")),
    ("admin_retention.page", N_("Retention")),
    ("admin_people.page", N_("One person")),
    ("admin_usage.page", N_("Usage")),
    ("admin_audit.page", N_("Audit")),
    ("admin_tokens.page", N_("API tokens")),
    ("admin_administrators.page", N_("Administrators")),
)
