using Akka.Actor;
using CallActors.Akka.Messages;
using CallActors.Domain.Agents;
using CallActors.Engine;

namespace CallActors.Akka.Nodes;

/// <summary>What the engine of this process says to its own actor of an agent; it never leaves the process.</summary>
internal abstract record ToAgent(string AgentId) : IOfAgent, INoSerializationVerificationNeeded
{
    /// <summary>An app's request.</summary>
    internal sealed record Asking(string AgentId, Ask Ask, TaskCompletionSource<AskAnswer> Answer) : ToAgent(AgentId);

    /// <summary>Something else; answers with the agent's view where it asks for one.</summary>
    internal sealed record Posting(string AgentId, CommandBody Body, TaskCompletionSource<AgentView?> Answer) : ToAgent(AgentId);

    internal sealed record Subscribing(string AgentId, ToldApp App, TaskCompletionSource<AgentView?> Answer) : ToAgent(AgentId);

    internal sealed record Unsubscribing(string AgentId, ToldApp App) : ToAgent(AgentId);

    /// <summary>A bridge came, whose link counts from now on.</summary>
    internal sealed record Attaching(string AgentId, string Attachment, BridgeHello Hello, BridgeLink Link, TaskCompletionSource<AgentView?> Answer)
        : ToAgent(AgentId);

    internal sealed record Detaching(string AgentId, string Attachment, TaskCompletionSource<AgentView?> Answer) : ToAgent(AgentId);
}

/// <summary>An app at this node. It hears nothing more from the moment that it ends, though messages are on their way.</summary>
internal sealed class ToldApp(Action<Told> tell)
{
    private volatile bool isEnded;

    public bool IsEnded => isEnded;

    /// <summary>The revision of the view that it began with: what is told later is newer.</summary>
    public long Since { get; set; }

    public void Tell(Told told)
    {
        if (!isEnded && told.Revision > Since)
        {
            tell(told);
        }
    }

    public void End() => isEnded = true;
}
