using CallActors.Engine.Journal;

namespace CallActors.Edge.Feeds;

/// <summary>What Amazon's feeds must show to be let in, and how much of them at once (docs/aws-setup.md).</summary>
public sealed record FeedOptions
{
    /// <summary>The key that Firehose sends as X-Amz-Firehose-Access-Key; null lets no agent events in.</summary>
    public string? AgentEventsKey { get; init; }

    /// <summary>The key that EventBridge sends as X-Api-Key; null lets no contact events in.</summary>
    public string? ContactEventsKey { get; init; }

    /// <summary>How long a delivery may be, packed and unpacked. Firehose buffers 64 MiB at most, a third more in base64.</summary>
    public int MaximumBodyBytes { get; init; } = 96 * 1024 * 1024;

    /// <summary>Where records are kept which could not be read; null keeps none, and such a delivery is refused.</summary>
    public ISetAside? SetAside { get; init; }

    /// <summary>How many records may be set aside before deliveries with such a record are refused.</summary>
    public int MaximumSetAside { get; init; } = 10_000;

    /// <summary>EventBridge waits 5 s for an answer, and then sends again.</summary>
    public TimeSpan ContactEventsLimit { get; init; } = TimeSpan.FromSeconds(4);
}
