using CallActors.Edge.Api;
using CallActors.Edge.Feeds;

namespace CallActors.Edge;

/// <summary>What the edge lets in and how patient it is.</summary>
public sealed record EdgeOptions
{
    /// <summary>Serves any Host and Origin; until there is authentication this is for trusted networks only.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Origins, such as <c>https://desktop.example.com</c>, whose pages may connect beside this machine's own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Amazon's feeds: what they must show, and where records that cannot be read are kept.</summary>
    public FeedOptions Feeds { get; init; } = new();

    /// <summary>The API of an instance, for agents without a bridge; null where this site does without.</summary>
    public AmazonApiOptions? AmazonApi { get; init; }

    /// <summary>How many messages may wait for a slow app or bridge before it is cut off.</summary>
    public int WaitingMessages { get; init; } = 256;

    /// <summary>How many bytes may wait for a slow app or bridge before it is cut off.</summary>
    public int WaitingBytes { get; init; } = 4 * 1024 * 1024;

    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A socket from which nothing came for so long is lost.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the other side has to end a socket that we close.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A node whose journal has not answered for so long is not ready: load balancers are to use another.</summary>
    public TimeSpan NotReadyAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>…and for so long, closes its sockets.</summary>
    public TimeSpan CutOffAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node that is told to stop goes on, not ready, so that load balancers see it; zero where there is none.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>How long a bridge has for its hello.</summary>
    public TimeSpan HelloLimit { get; init; } = TimeSpan.FromSeconds(10);
}
