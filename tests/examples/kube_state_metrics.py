"""What may go wrong with kube-state-metrics, one thing at a time."""

from tests.examples.mutation import BOUND, CONDITION, NOT_ALLOWED, NOT_INITIALISED, WARNED, Mutation

KUBE_STATE_METRICS = {
    "may not list nodes": Mutation(
        "exporter.prom",
        r'^kube_state_metrics_list_total\{resource="\*v1.Node",result="success"\}.*\n',
        "",
        {"lists#labels.resource": NOT_INITIALISED},
    ),
    "lists fail": Mutation(
        "exporter.prom",
        r'^(kube_state_metrics_list_total\{resource="\*v1.Pod",result=")success"\} 1$',
        r'\g<0>\n\1error"} 52',
        {"list-errors#warn.each": WARNED},
    ),
    "a shard of two": Mutation(
        "exporter.prom",
        r"^kube_state_metrics_total_shards 1$",
        "kube_state_metrics_total_shards 2",
        {"shards#expect.each": BOUND},
    ),
    "a node is not ready": Mutation(
        "healthy.prom",
        r'^(kube_node_status_condition\{node="node-b",condition="Ready",status="true"\}) 1$',
        r"\1 0",
        {"nodes-ready#expect.each": BOUND},
    ),
    "a disk fills": Mutation(
        "healthy.prom",
        r'^(.*node="node-a",condition="DiskPressure",status="true"\}) 0$',
        r"\1 1",
        {"nodes-without-pressure#expect.each": BOUND},
    ),
    "a node is cordoned": Mutation(
        "healthy.prom",
        r'^(kube_node_spec_unschedulable\{node="node-b"\}) 0$',
        r"\1 1",
        {"nodes-cordoned#warn.each": WARNED},
    ),
    "a deployment is gone": Mutation(
        "healthy.prom",
        r'^kube_deployment_.*deployment="worker".*\n',
        "",
        {"deployments#labels.deployment": NOT_INITIALISED},
    ),
    "a replica is missing": Mutation(
        "healthy.prom",
        r'^(kube_deployment_status_replicas_available\{.*"web"\}) 3$',
        r"\1 2",
        {"deployments-available#holds": CONDITION},
    ),
    "a rollout nobody saw": Mutation(
        "healthy.prom",
        r'^(kube_deployment_metadata_generation\{.*"web"\}) 14$',
        r"\1 15",
        {"rollouts-seen#holds": CONDITION},
    ),
    "a phase is not shown": Mutation(
        "healthy.prom",
        r'^kube_pod_status_phase\{.*phase="Unknown"\}.*\n',
        "",
        {"phases#labels.phase": NOT_INITIALISED},
    ),
    "a pod was evicted": Mutation(
        "healthy.prom",
        r'^(kube_pod_status_phase\{.*pod="report-29410560.*phase="Failed"\}) 0$',
        r"\1 1",
        {"pods-failed#expect.each": BOUND},
    ),
    "a container crashes": Mutation(
        "healthy.prom",
        "ContainerCreating",
        "CrashLoopBackOff",
        {"waiting#labels.reason": NOT_ALLOWED},
    ),
    "it restarts again and again": Mutation(
        "healthy.prom",
        r'^(kube_pod_container_status_restarts_total\{.*container="web"\}) 1$',
        r"\1 9",
        {"restarts#warn.each": WARNED},
    ),
    "out of memory": Mutation(
        "healthy.prom",
        'reason="Error"',
        'reason="OOMKilled"',
        {"out-of-memory#absent": "fail forbidden-series"},
    ),
    "a job failed": Mutation(
        "healthy.prom",
        r"^# TYPE kube_job_failed gauge$",
        '\\g<0>\nkube_job_failed{namespace="shop",job_name="report-1",condition="true"} 1',
        {"jobs-failed#never": CONDITION},
    ),
    "a claim is lost": Mutation(
        "healthy.prom",
        r'^(kube_persistentvolumeclaim_status_phase\{.*phase="Bound"\}) 1$',
        r"\1 0",
        {"claims-bound#expect.each": BOUND},
    ),
    "names of before 2.0": Mutation(
        "healthy.prom",
        "kube_horizontalpodautoscaler_",
        "kube_hpa_",
        {"old-names#absent": "fail forbidden-series"},
    ),
}
