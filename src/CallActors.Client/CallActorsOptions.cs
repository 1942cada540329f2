namespace CallActors.Client;

/// <summary>How a site of CallActors is reached, and how patient the client is.</summary>
public sealed record CallActorsOptions
{
    /// <summary>The nodes or the load balancer, such as <c>http://127.0.0.1:5080</c>. Any node will do: where one does not answer the next is tried.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>The name that this app gives itself, 1 to 200 characters. It is journaled as the cause of what the app asks for.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// How long a command is tried again while no node says what became of it, always with the same request id. It is
    /// short by default, since a Hold that was meant a minute ago must not happen now.
    /// </summary>
    public TimeSpan CommandPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one node has to answer before the next one is asked: longer than the site's deadline for a command, which is 5 s by default.</summary>
    public TimeSpan AttemptLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before something is tried again; it doubles from time to time, and half of it varies.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A socket on which a ping is not answered for so long is given up.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the list of agents is read where all of them are followed.</summary>
    public TimeSpan ListEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many agents are followed at most where all of them are; each takes one socket.</summary>
    public int AgentsMost { get; init; } = 5000;

    /// <summary>What sends HTTP requests and opens sockets, for proxies and certificates; null for the usual. It is not disposed by the client.</summary>
    public HttpMessageHandler? Handler { get; init; }

    internal void Check()
    {
        if (Addresses.Count == 0 || !Addresses.All(each => each.IsAbsoluteUri && each.Scheme is "http" or "https"))
        {
            throw new ArgumentException("The addresses are to be one or more of nodes or a load balancer, such as http://127.0.0.1:5080.");
        }

        if (Source is not { Length: > 0 and <= 200 })
        {
            throw new ArgumentException("The source is to be the name of the app, 1 to 200 characters.");
        }

        if (AttemptLimit <= TimeSpan.Zero || CommandPatience < TimeSpan.Zero || FirstPause <= TimeSpan.Zero || LongestPause < FirstPause
            || SilenceLimit < TimeSpan.FromSeconds(1) || ListEvery <= TimeSpan.Zero || AgentsMost < 1)
        {
            throw new ArgumentException(
                "Limits and pauses are to be positive, the longest pause not shorter than the first, and the limit of silence at least 1 s.");
        }
    }
}
