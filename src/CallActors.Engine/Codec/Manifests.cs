using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Codec;

/// <summary>Which manifest names which event. A manifest is a word with a version and is never given another meaning.</summary>
public static class Manifests
{
    /// <summary>The session's event, the last of every change.</summary>
    public const string Changed = "agent.changed/1";

    private static readonly (string Manifest, JsonTypeInfo Json)[] All =
    [
        ("connection.joined/1", EventJson.Default.Joined),
        ("connection.identified/1", EventJson.Default.Identified),
        ("connection.rang/1", EventJson.Default.ConnectionRang),
        ("connection.connected/1", EventJson.Default.ConnectionConnected),
        ("connection.held/1", PlainEventJson.Default.Held),
        ("connection.resumed/1", PlainEventJson.Default.Resumed),
        ("connection.disconnected/1", EventJson.Default.Disconnected),
        ("connection.holdRequested/1", PlainEventJson.Default.HoldRequested),
        ("connection.resumeRequested/1", PlainEventJson.Default.ResumeRequested),
        ("connection.disconnectRequested/1", EventJson.Default.DisconnectRequested),
        ("connection.digitsRequested/1", EventJson.Default.DigitsRequested),
        ("contact.offered/1", EventJson.Default.Offered),
        ("contact.described/1", EventJson.Default.Described),
        ("contact.connectionAdded/1", EventJson.Default.ConnectionAdded),
        ("contact.rang/1", EventJson.Default.ContactRang),
        ("contact.connected/1", EventJson.Default.ContactConnected),
        ("contact.ended/1", EventJson.Default.Ended),
        ("contact.missed/1", EventJson.Default.Missed),
        ("contact.rejected/1", EventJson.Default.Rejected),
        ("contact.cleared/1", EventJson.Default.Cleared),
        ("contact.answerRequested/1", EventJson.Default.AnswerRequested),
        ("contact.rejectRequested/1", EventJson.Default.RejectRequested),
        ("contact.clearRequested/1", EventJson.Default.ClearRequested),
        ("contact.consultRequested/1", EventJson.Default.ConsultRequested),
        ("contact.swapRequested/1", EventJson.Default.SwapRequested),
        ("contact.conferenceRequested/1", EventJson.Default.ConferenceRequested),
        ("contact.transferRequested/1", EventJson.Default.TransferRequested),
        ("agent.bridgeAttached/1", EventJson.Default.BridgeAttached),
        ("agent.bridgeDetached/1", EventJson.Default.BridgeDetached),
        ("agent.stateChanged/1", EventJson.Default.StateChanged),
        ("agent.muteChanged/1", EventJson.Default.MuteChanged),
        ("agent.statesTold/1", EventJson.Default.StatesTold),
        ("agent.endpointsTold/1", EventJson.Default.EndpointsTold),
        ("agent.reportTaken/1", PlainEventJson.Default.ReportTaken),
        ("agent.requestStarted/1", EventJson.Default.RequestStarted),
        ("agent.requestConfirmed/1", PlainEventJson.Default.RequestConfirmed),
        ("agent.requestFailed/1", EventJson.Default.RequestFailed),
        ("agent.reset/1", EventJson.Default.Reset),
    ];

    private static readonly FrozenDictionary<Type, (string Manifest, JsonTypeInfo Json)> ByType = All.ToFrozenDictionary(each => each.Json.Type);

    private static readonly FrozenDictionary<string, JsonTypeInfo> ByManifest =
        All.ToFrozenDictionary(each => each.Manifest, each => each.Json, StringComparer.Ordinal);

    /// <summary>Every manifest that can stand in a journal.</summary>
    public static IEnumerable<string> Known => All.Select(each => each.Manifest).Append(Changed);

    internal static (string Manifest, JsonTypeInfo Json) Of(object happened) => ByType[happened.GetType()];

    /// <exception cref="UnreadableEventException">This version does not know the manifest.</exception>
    internal static JsonTypeInfo Named(string manifest) =>
        ByManifest.GetValueOrDefault(manifest)
        ?? throw new UnreadableEventException($"The manifest {manifest} is not known to this version: it was written by a newer one.");
}

/// <summary>A row of the journal cannot be read; the message names what is wrong with it.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message, inner);
