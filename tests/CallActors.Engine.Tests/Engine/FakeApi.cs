using System.Collections.Concurrent;
using CallActors.Domain.Agents;

namespace CallActors.Engine.Tests.Engine;

/// <summary>Amazon's API as the engine sees it: it keeps what it is asked and told.</summary>
internal sealed class FakeApi
{
    public FakeApi(ICallEngine engine) => engine.AttachApi(new ApiLink(
        (agentId, request, _) => Requests.Enqueue((agentId, request)),
        Lost.Enqueue,
        (_, contact) => Offered.Enqueue(contact.ContactId)));

    public ConcurrentQueue<(string AgentId, BridgeRequest Request)> Requests { get; } = [];

    public ConcurrentQueue<string> Lost { get; } = [];

    public ConcurrentQueue<string> Offered { get; } = [];
}
