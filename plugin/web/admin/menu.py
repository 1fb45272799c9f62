"""The pages of the administration, in the order of its menu."""

from plugin.domain.language import N_

# (endpoint, name)
PAGES: tuple[tuple[str, str], ...] = (("admin_overview.page", N_("Overview")),)
