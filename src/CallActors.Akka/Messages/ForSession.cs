using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CallActors.Domain.Agents;
using CallActors.Engine;

namespace CallActors.Akka.Messages;

/// <summary>A message that concerns one agent, and is brought to the actor that has it.</summary>
internal interface IOfAgent
{
    string AgentId { get; }
}

/// <summary>A node has apps or bridges of the agent, or something to ask: from now on its sender is told everything.</summary>
/// <param name="Attachments">The bridges that are attached there.</param>
internal sealed record Register(string AgentId, ImmutableArray<string> Attachments) : IOfAgent;

/// <summary>The sender needs the agent no more.</summary>
internal sealed record Unregister(string AgentId) : IOfAgent;

/// <summary>Nobody asks anything: the session is to settle what is left from before, and says when it has.</summary>
internal sealed record WakeUp(string AgentId) : IOfAgent;

/// <summary>
/// Something for the session to do, sent until it is answered. Doing it twice is the same as doing it once: requests
/// are known by their id, attachments by theirs, and a report that is known already changes nothing.
/// </summary>
/// <param name="CommandId">Given by the node that asks; its answer names it.</param>
internal sealed record Command(string AgentId, string CommandId, CommandBody Body) : IOfAgent;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AskOf), "ask")]
[JsonDerivedType(typeof(View), "view")]
[JsonDerivedType(typeof(Attach), "attach")]
[JsonDerivedType(typeof(Detach), "detach")]
[JsonDerivedType(typeof(Report), "report")]
[JsonDerivedType(typeof(Result), "result")]
[JsonDerivedType(typeof(States), "states")]
[JsonDerivedType(typeof(Endpoints), "endpoints")]
[JsonDerivedType(typeof(Attributes), "attributes")]
internal abstract record CommandBody
{
    private CommandBody() { }

    internal sealed record AskOf(AskForm Form) : CommandBody;

    internal sealed record View : CommandBody;

    internal sealed record Attach(BridgeHello Hello, string Attachment) : CommandBody;

    internal sealed record Detach(string Attachment) : CommandBody;

    internal sealed record Report(AgentReport Seen) : CommandBody;

    /// <param name="Error">Null for ok.</param>
    internal sealed record Result(string RequestId, ConnectError? Error) : CommandBody;

    internal sealed record States(ImmutableArray<AgentState> All) : CommandBody;

    internal sealed record Endpoints(ImmutableArray<Endpoint> All) : CommandBody;

    /// <summary>A contact's attributes, as Amazon's API told them.</summary>
    internal sealed record Attributes(string ContactId, ImmutableSortedDictionary<string, string> All) : CommandBody
    {
        /// <summary>Without the attributes, which are personal.</summary>
        public override string ToString() => $"{nameof(Attributes)} {ContactId}";
    }
}
