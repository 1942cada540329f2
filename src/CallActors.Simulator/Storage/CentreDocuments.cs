using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Simulator.Bridge;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Faults;

namespace CallActors.Simulator.Storage;

/// <summary>The world as documents: one an agent, a caller and a request, one for faults and one for settings.</summary>
internal static class CentreDocuments
{
    private const string AgentKind = "agent";
    private const string CallerKind = "caller";
    private const string RequestKind = "request";
    private const string OneKind = "site";
    private const string FaultsId = "faults";
    private const string SettingsId = "settings";

    /// <summary>The documents in which a change of the world is written.</summary>
    public static IEnumerable<Document> Changed(ContactCentre before, ContactCentre after)
    {
        foreach (var agentId in after.TouchedAgents)
        {
            yield return new Document(AgentKind, agentId, Text(after.Agents[agentId]));
        }

        foreach (var contactId in after.TouchedCallers)
        {
            var caller = after.Callers.GetValueOrDefault(contactId);
            yield return new Document(CallerKind, contactId, caller is null ? null : Text(caller));
        }

        if (!ReferenceEquals(before.Faults, after.Faults))
        {
            yield return new Document(OneKind, FaultsId, Text(after.Faults));
        }

        if (!ReferenceEquals(before.Settings, after.Settings))
        {
            yield return new Document(OneKind, SettingsId, Text(after.Settings));
        }
    }

    /// <summary>The document of a request; the newest takes the place of the oldest.</summary>
    public static Document Of(string agentId, int slot, RequestRecord request) =>
        new(RequestKind, $"{agentId}/{slot:D4}", Text(request));

    /// <summary>The world and the requests that are in the file.</summary>
    /// <exception cref="SimulatorException">A document cannot be read; the message is one sentence.</exception>
    public static (ContactCentre Centre, Dictionary<string, RequestLog> Requests) Read(IReadOnlyList<Document> documents)
    {
        var centre = new ContactCentre();
        var callers = new List<Caller>();
        var agents = ImmutableDictionary.CreateBuilder<string, Agent>();
        var requests = new Dictionary<string, List<RequestRecord>>();
        foreach (var document in documents)
        {
            switch (document.Kind, document.Id)
            {
                case (AgentKind, _):
                    agents[document.Id] = Value<Agent>(document);
                    break;
                case (CallerKind, _):
                    callers.Add(Value<Caller>(document));
                    break;
                case (RequestKind, _):
                    var agentId = document.Id[..document.Id.LastIndexOf('/')];
                    (requests.TryGetValue(agentId, out var known) ? known : requests[agentId] = []).Add(Value<RequestRecord>(document));
                    break;
                case (OneKind, FaultsId):
                    centre = centre with { Faults = Value<ImmutableList<Fault>>(document) };
                    break;
                case (OneKind, SettingsId):
                    centre = centre with { Settings = Value<Settings>(document) };
                    break;
                default:
                    throw new SimulatorException($"The world file has a document that this version does not know: {document.Kind} {document.Id}.");
            }
        }

        callers.Sort((one, other) => one.At.CompareTo(other.At));
        centre = centre with
        {
            Agents = agents.ToImmutable(),
            Callers = callers.ToImmutableDictionary(caller => caller.ContactId),
            CallerOrder = [.. callers.Select(caller => caller.ContactId)],
        };
        return (centre, requests.ToDictionary(pair => pair.Key, pair => new RequestLog(pair.Value)));
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, CentreJson.Options);

    private static T Value<T>(Document document)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(document.Text!, CentreJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new SimulatorException($"The world file cannot be read at {document.Kind} {document.Id}: {exception.Message}", exception);
        }
    }
}
