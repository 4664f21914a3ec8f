"""How a service is set by its environment, as the real ones are."""

from collections.abc import Mapping, Sequence

from metrics_check.record import record

# What Comparative Judgment calls a mode, and what the LLM Provider Service calls it.
QUEUE_MODE_OF = {
    "per_request": "per_request",
    "provider_batch_api": "batch_api",
    "serial_bundle": "serial_bundle",
}
BATCHING_MODES = tuple(QUEUE_MODE_OF)
QUEUE_MODES = tuple(QUEUE_MODE_OF.values())
MOCK_MODES = ("cj_generic_batch", "eng5_anchor_gpt51_low", "eng5_lower5_gpt51_low")

USES_MOCK = "LLM_PROVIDER_SERVICE_USE_MOCK_LLM"
MOCK_MODE = "LLM_PROVIDER_SERVICE_MOCK_MODE"
QUEUE_MODE = "LLM_PROVIDER_SERVICE_QUEUE_PROCESSING_MODE"
BATCHING_MODE = "CJ_ASSESSMENT_SERVICE_LLM_BATCHING_MODE"
LPS_URL = "CJ_ASSESSMENT_SERVICE_LLM_PROVIDER_SERVICE_URL"
# How a service of this stack is broken, if at all; the real ones have no such variable.
FAULT = "METRICS_CHECK_DEMO_FAULT"
VARIABLES = (USES_MOCK, MOCK_MODE, QUEUE_MODE, BATCHING_MODE, LPS_URL, FAULT)


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


def read_lps(environment: Mapping[str, str], *, faults: Sequence[str]) -> LpsSettings:
    """The settings in these variables; raises `BadSetting`."""
    uses_mock = _choice(environment, USES_MOCK, known=("true", "false"), default="true") == "true"
    mock_mode = _choice(environment, MOCK_MODE, known=MOCK_MODES, default=MOCK_MODES[0])
    queue_mode = _choice(environment, QUEUE_MODE, known=QUEUE_MODES, default="per_request")
    fault = environment.get(FAULT, "") and _choice(environment, FAULT, known=faults, default="")
    return LpsSettings(queue_mode, uses_mock, mock_mode if uses_mock else None, fault)


def read_cj(environment: Mapping[str, str]) -> CjSettings:
    """The settings in these variables; raises `BadSetting`."""
    mode = _choice(environment, BATCHING_MODE, known=BATCHING_MODES, default="per_request")
    if not environment.get(LPS_URL):
        raise BadSetting(f"{LPS_URL} is not set, expected the URL of the LLM Provider Service")
    return CjSettings(mode, environment[LPS_URL])


def _choice(
    environment: Mapping[str, str], name: str, *, known: Sequence[str], default: str
) -> str:
    value = environment.get(name, default)
    if value not in known:
        raise BadSetting(f"{name} is {value!r}, expected one of {', '.join(known)}")
    return value
