from metrics_check.api import check as check
from metrics_check.api import load as load
from metrics_check.api import render as render
from metrics_check.check.clock import Clock as Clock
from metrics_check.errors import InvalidInput as InvalidInput
from metrics_check.errors import MetricsCheckError as MetricsCheckError
from metrics_check.errors import UnreadableSource as UnreadableSource
from metrics_check.model.outcome import Finding as Finding
from metrics_check.model.outcome import Outcome as Outcome
from metrics_check.model.outcome import Report as Report
from metrics_check.model.outcome import Verdict as Verdict
from metrics_check.model.profile import Profile as Profile

__version__: str
__all__: list[str]
