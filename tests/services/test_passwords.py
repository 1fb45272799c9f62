"""What a password's hash costs whoever would guess."""

from importlib.util import find_spec, module_from_spec

from argon2 import extract_parameters


def test_a_hash_costs_at_least_what_owasp_asks() -> None:
    spec = find_spec("plugin.services.passwords")
    assert spec
    assert spec.loader
    as_it_runs = module_from_spec(spec)  # other tests hash lightly
    spec.loader.exec_module(as_it_runs)
    cost = extract_parameters(as_it_runs.hashed("three unlikely herons"))
    assert (cost.type.name, cost.memory_cost >= 19 * 1024, cost.time_cost >= 2) == ("ID", True, True)
