"""What kinds that judge a shape share: which instances have something to say."""

from metrics_check.model.probe import InstanceShape, Judgement, Shape, Subject


def instances_there(shape: Shape) -> tuple[InstanceShape, ...]:
    """The instances that show the series or metadata of it; any other has nothing to say."""
    return tuple(
        instance
        for instance in shape
        if instance.label_sets or instance.bounds or instance.parts or instance.type is not None
    )


def nothing_there(subject: Subject) -> Judgement:
    """The judgement where no instance has anything to say."""
    return Judgement("no series", unproven=no_series(subject), code="absent-series")


def no_series(subject: Subject) -> str:
    """A sentence: there is no series, so nothing was judged."""
    return f"no such series, so nothing to judge: {subject.expectation.text}"
