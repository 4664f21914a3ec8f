"""What may go wrong with the Kafka consumer, one thing at a time."""

from tests.examples.mutation import BOUND, CONDITION, NOT_INITIALISED, WARNED, Mutation

KAFKA_CONSUMER = {
    "a broker is gone": Mutation(
        "healthy.prom", r"^kafka_brokers 3$", "kafka_brokers 2", {"brokers#expect.each": BOUND}
    ),
    "a topic is gone": Mutation(
        "healthy.prom",
        r'^kafka_topic_partitions\{topic="payments"\}.*\n',
        "",
        {"topics#labels.topic": NOT_INITIALISED},
    ),
    "a partition without a leader": Mutation(
        "healthy.prom",
        r'^kafka_topic_partition_leader\{partition="1",topic="orders"\}.*\n',
        "",
        {"partitions-have-a-leader#holds": CONDITION},
    ),
    "no partition of a topic has a leader": Mutation(
        "healthy.prom",
        r'^kafka_topic_partition_leader\{.*topic="orders"\}.*\n',
        "",
        {"partitions-have-a-leader#holds": CONDITION},
    ),
    "a replica is behind": Mutation(
        "healthy.prom",
        r'^(.*_under_replicated_partition\{partition="1",topic="orders"\}) 0$',
        r"\1 1",
        {"replicas-in-sync#expect.each": BOUND},
    ),
    "nobody consumes": Mutation(
        "healthy.prom",
        r"^(kafka_consumergroup_members\{.*\}) 3$",
        r"\1 0",
        {"members#expect.each": BOUND, "members#warn.each": WARNED},
    ),
    "a member is gone": Mutation(
        "healthy.prom",
        r"^(kafka_consumergroup_members\{.*\}) 3$",
        r"\1 2",
        {"members#warn.each": WARNED},
    ),
    "never committed": Mutation(
        "healthy.prom",
        r'^(kafka_consumergroup_current_offset\{.*partition="1",topic="payments"\}) .*$',
        r"\1 -1",
        {"committed#expect.each": BOUND},
    ),
    "a topic that is not consumed": Mutation(
        "healthy.prom",
        r'^kafka_consumergroup_.*topic="payments".*\n',
        "",
        {"committed#labels.topic": NOT_INITIALISED, "partitions-are-consumed#holds": CONDITION},
    ),
    "a partition without lag": Mutation(
        "healthy.prom",
        r'^kafka_consumergroup_lag\{.*partition="1",topic="payments".*\n',
        "",
        {"partitions-are-consumed#holds": CONDITION},
    ),
    "all somewhat behind": Mutation(
        "healthy.prom",
        r'^(kafka_consumergroup_lag\{.*topic="orders"\}) .*$',
        r"\1 4000",
        {"lag-of-a-topic#expect.sum": BOUND, "lag#warn.each": WARNED},
    ),
    "deleted before it was read": Mutation(
        "healthy.prom",
        r'^(kafka_topic_partition_oldest_offset\{partition="0",topic="orders"\}) .*$',
        r"\1 918240",
        {"nothing-lost#never": CONDITION},
    ),
}
