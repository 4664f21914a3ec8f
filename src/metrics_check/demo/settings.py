"""How a service is set by its environment, as the real ones are."""

from collections.abc import Mapping, Sequence

from metrics_check.record import record

QUEUE_MODES = ("per_request", "serial_bundle", "batch_api")
BATCHING_MODES = ("per_request", "serial_bundle", "provider_batch_api")
MOCK_MODES = ("cj_generic_batch", "eng5_anchor_gpt51_low", "eng5_lower5_gpt51_low")
# How a service of this stack is broken, if at all; the real ones have no such variable.
FAULT_VARIABLE = "METRICS_CHECK_DEMO_FAULT"


class BadSetting(Exception):
    """A variable that holds none of the values that it may."""


@record
class LpsSettings:
    """What the LLM Provider Service is told. `mock_mode` is None where no mock is used."""

    queue_mode: str
    uses_mock: bool
    mock_mode: str | None
    fault: str


@record
class CjSettings:
    """What Comparative Judgment is told; `lps_url` is where comparisons are sent."""

    batching_mode: str
    lps_url: str


def read_lps(environment: Mapping[str, str]) -> LpsSettings:
    """The settings in these variables; raises `BadSetting`."""
    prefix = "LLM_PROVIDER_SERVICE"
    uses_mock = _choice(
        environment, f"{prefix}_USE_MOCK_LLM", known=("true", "false"), default="true"
    )
    mode = _choice(environment, f"{prefix}_MOCK_MODE", known=MOCK_MODES, default=MOCK_MODES[0])
    return LpsSettings(
        _choice(
            environment,
            f"{prefix}_QUEUE_PROCESSING_MODE",
            known=QUEUE_MODES,
            default="per_request",
        ),
        uses_mock == "true",
        mode if uses_mock == "true" else None,
        environment.get(FAULT_VARIABLE, ""),
    )


def read_cj(environment: Mapping[str, str]) -> CjSettings:
    """The settings in these variables; raises `BadSetting`."""
    prefix = "CJ_ASSESSMENT_SERVICE"
    mode = _choice(
        environment, f"{prefix}_LLM_BATCHING_MODE", known=BATCHING_MODES, default="per_request"
    )
    return CjSettings(mode, environment.get(f"{prefix}_LLM_PROVIDER_SERVICE_URL", ""))


def _choice(
    environment: Mapping[str, str], name: str, *, known: Sequence[str], default: str
) -> str:
    value = environment.get(name, default)
    if value not in known:
        raise BadSetting(f"{name} is {value!r}, expected one of {', '.join(known)}")
    return value
