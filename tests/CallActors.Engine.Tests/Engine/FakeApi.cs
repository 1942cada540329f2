using System.Collections.Concurrent;
using CallActors.Domain.Agents;

namespace CallActors.Engine.Tests.Engine;

/// <summary>Amazon's API as the engine sees it: it keeps what it is asked and told.</summary>
internal sealed class FakeApi
{
    public FakeApi(ICallEngine engine) => engine.AttachApi(new ApiLink(
        (agentId, request, _) => Requests.Enqueue((agentId, request)),
        Lost.Enqueue,
        (_, contact) => Offered.Enqueue(contact.ContactId),
        Stateless.Enqueue,
        () => Leads++));

    /// <summary>The agents of whom nobody told which states there are.</summary>
    public ConcurrentQueue<string> Stateless { get; } = [];

    /// <summary>How often the node was told to put all agents right.</summary>
    public int Leads { get; private set; }

    public ConcurrentQueue<(string AgentId, BridgeRequest Request)> Requests { get; } = [];

    public ConcurrentQueue<string> Lost { get; } = [];

    public ConcurrentQueue<string> Offered { get; } = [];
}
