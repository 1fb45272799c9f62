"""The fields of a policy in a form: of an assignment, of a new one, and of the institution."""

from collections.abc import Mapping

from plugin.domain.policy import Policy
from plugin.domain.policy_form import FIELDS, as_typed


def typed_over(stands: Policy, form: Mapping[str, str]) -> dict[str, str]:
    """What was sent, and for what was not, what stands: browsers send nothing of a field that is locked."""
    return as_typed(stands) | {name: form[name] for name in FIELDS if name in form}
