using System.Data.Common;
using System.Text.Json;

namespace CallActors.Benchmarks.Peers;

/// <summary>
/// One agent with one call: commands and snapshots one at a time, each change durable before anybody hears of it, numbers
/// without gaps, requests remembered, one outstanding.
/// </summary>
internal sealed class PeerAgent(string agentId, IPeerStore store) : IDisposable
{
    private const int Remembered = 1000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, (PeerRequest Request, string? Failure)> requests = [];
    private readonly Queue<string> order = [];
    private readonly List<PeerSocket> apps = [];
    private PeerSocket? bridge;
    private Timer? deadline;
    private PeerRequest? outstanding;
    private PeerCall? call;
    private DateTimeOffset asOf;
    private long number;
    private bool isLoaded;

    public async Task AddAsync(PeerSocket app) => await AloneAsync(() =>
    {
        apps.Add(app);
        return Task.CompletedTask;
    });

    public async Task RemoveAsync(PeerSocket app) => await AloneAsync(() =>
    {
        apps.Remove(app);
        return Task.CompletedTask;
    });

    public async Task AttachAsync(PeerSocket attached) => await AloneAsync(() =>
    {
        bridge = attached;
        attached.Post(JsonSerializer.SerializeToUtf8Bytes(
            new PeerToBridge("welcome", AgentId: agentId, Attachment: Guid.NewGuid().ToString("N")), PeerJson.Default.PeerToBridge));
        return Task.CompletedTask;
    });

    public async Task DetachAsync(PeerSocket detached) => await AloneAsync(() =>
    {
        bridge = bridge == detached ? null : bridge;
        return Task.CompletedTask;
    });

    /// <summary>A request of an app.</summary>
    public Task AskAsync(PeerSocket app, PeerEnvelope asked) => AloneAsync(async () =>
    {
        if (asked.Subtopic == "StateSync")
        {
            app.Post(PeerEvents.StateSync(call));
            return;
        }

        var requestId = asked.RequestId ?? Guid.NewGuid().ToString("N");
        if (requests.TryGetValue(requestId, out var first))
        {
            app.Post(first.Request.Subtopic != asked.Subtopic || first.Request.Data != asked.Data
                ? PeerEvents.Error("INVALID_MESSAGE", $"The requestId {requestId} was used before for another request.", "The message was not understood.")
                : first.Failure is { } failure ? ErrorOf(asked.Subtopic!, failure) : PeerEvents.StateSync(call));
            return;
        }

        if (RefusalOf(asked) is { } refusal)
        {
            app.Post(ErrorOf(asked.Subtopic ?? "", refusal));
            return;
        }

        var request = new PeerRequest(
            requestId, asked.Subtopic!, asked.Data, asked.Source ?? "", call!.ContactId, call.Party.Id, DateTimeOffset.UtcNow);
        await AppendAsync("requested", new PeerRecord(null, request, null));
        outstanding = request;
        Remember(request, null);
        deadline ??= new Timer(_ => _ = ExpireAsync());
        deadline.Change(Deadline, Timeout.InfiniteTimeSpan);
        bridge!.Post(JsonSerializer.SerializeToUtf8Bytes(
            new PeerToBridge(
                "request", RequestId: requestId, Operation: asked.Subtopic == "Hold" ? "holdConnection" : "resumeConnection", ContactId: call.ContactId,
                ConnectionId: call.Party.Id, DeadlineMilliseconds: (long)Deadline.TotalMilliseconds),
            PeerJson.Default.PeerToBridge));
    });

    /// <summary>What a bridge shows.</summary>
    public Task ObserveAsync(PeerSnapshot snapshot) => AloneAsync(async () =>
    {
        if (snapshot.SnapshotTimestamp < asOf || snapshot.Contacts is not [var contact, ..] || CallOf(contact) is not { } seen)
        {
            return;
        }

        asOf = snapshot.SnapshotTimestamp;
        if (call is not null && seen.Own.Status == call.Own.Status && seen.Party.Status == call.Party.Status)
        {
            return;
        }

        var ended = outstanding is { } request && seen.Party.Status == (request.Subtopic == "Hold" ? "hold" : "connected") ? request : null;
        await AppendAsync(ended is null ? "observed" : "confirmed", new PeerRecord(seen, ended, null));
        call = seen;
        End(ended, null);
        Tell(PeerEvents.Of(seen));
    });

    /// <summary>What a bridge answers: ok says nothing, an error ends the request.</summary>
    public Task AnswerAsync(string requestId, string? error) => AloneAsync(() => error is null ? Task.CompletedTask : FailAsync(requestId, error));

    public void Dispose()
    {
        deadline?.Dispose();
        gate.Dispose();
    }

    private async Task AloneAsync(Func<Task> work)
    {
        await gate.WaitAsync();
        try
        {
            if (!isLoaded)
            {
                await LoadAsync();
            }

            await work();
        }
        catch (DbException)
        {
            // Whether it is there is unknown: what is there is read before anything else.
            isLoaded = false;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task LoadAsync()
    {
        var changes = await store.LoadAsync(agentId, 2 * Remembered);
        number = changes.Count == 0 ? 0 : changes[0].Number;
        (call, outstanding) = (null, null);
        requests.Clear();
        order.Clear();
        foreach (var change in changes.Reverse())
        {
            var record = JsonSerializer.Deserialize(change.Record, PeerJson.Default.PeerRecord)!;
            call = record.Call ?? call;
            outstanding = change.Kind == "requested" ? record.Request : record.Request is null ? outstanding : null;
            if (record.Request is { } request)
            {
                Remember(request, record.Failure);
            }
        }

        isLoaded = true;
    }

    private async Task AppendAsync(string kind, PeerRecord record)
    {
        await store.AppendAsync(new PeerChange(
            agentId, number + 1, kind, record.Request?.RequestId, JsonSerializer.SerializeToUtf8Bytes(record, PeerJson.Default.PeerRecord),
            store.KeepsParts ? PartsOf(kind, record) : []));
        number++;
    }

    private List<PeerPart> PartsOf(string kind, PeerRecord record)
    {
        var parts = new List<PeerPart>();
        if (kind == "requested")
        {
            parts.Add(PartOf(call!.Party.Id, kind, new PeerPartRecord(record.Request!.RequestId, null, null)));
        }

        if (record.Call is { } after)
        {
            AddWhereChanged(after.Own, call?.Own);
            AddWhereChanged(after.Party, call?.Party);
        }

        return parts;

        void AddWhereChanged(PeerLine now, PeerLine? before)
        {
            if (now.Status != before?.Status)
            {
                parts.Add(PartOf(now.Id, now.Status, new PeerPartRecord(null, now.Status, now.Since)));
            }
        }
    }

    private static PeerPart PartOf(string connectionId, string kind, PeerPartRecord record) =>
        new(connectionId, kind, JsonSerializer.SerializeToUtf8Bytes(record, PeerJson.Default.PeerPartRecord));

    private async Task FailAsync(string requestId, string reason)
    {
        if (outstanding is not { } request || request.RequestId != requestId)
        {
            return;
        }

        await AppendAsync("failed", new PeerRecord(null, request, reason));
        End(request, reason);
        Tell([ErrorOf(request.Subtopic, reason)]);
    }

    private async Task ExpireAsync()
    {
        if (outstanding is { } request && DateTimeOffset.UtcNow - request.AskedAt >= Deadline)
        {
            await AloneAsync(() => FailAsync(request.RequestId, "Amazon Connect did not confirm within 5 s."));
        }
    }

    private void End(PeerRequest? request, string? failure)
    {
        if (request is not null)
        {
            outstanding = null;
            deadline?.Change(Timeout.Infinite, Timeout.Infinite);
            requests[request.RequestId] = (request, failure);
        }
    }

    private void Remember(PeerRequest request, string? failure)
    {
        if (!requests.ContainsKey(request.RequestId))
        {
            order.Enqueue(request.RequestId);
            if (order.Count > Remembered)
            {
                requests.Remove(order.Dequeue());
            }
        }

        requests[request.RequestId] = (request, failure);
    }

    private void Tell(byte[][] events)
    {
        foreach (var app in apps)
        {
            foreach (var each in events)
            {
                app.Post(each);
            }
        }
    }

    private string? RefusalOf(PeerEnvelope asked) =>
        call is null || (asked.Data != call.ContactId && asked.Data != call.Own.Id) ? $"No open contact or connection has the id {asked.Data}."
        : asked.Subtopic == "Hold" && call.Party.Status != "connected" ? $"The connection is not connected: it is {call.Party.Status}."
        : asked.Subtopic == "Resume" && call.Party.Status != "hold" ? $"The connection is not on hold: it is {call.Party.Status}."
        : outstanding is { } other ? $"Another request of this agent is outstanding: {other.Subtopic}."
        : bridge is null ? "No bridge of this agent is connected."
        : null;

    private PeerCall? CallOf(PeerContact contact)
    {
        if (contact.Connections.FirstOrDefault(each => each.Type == "agent") is not { } own
            || contact.Connections.FirstOrDefault(each => each.Type == "inbound") is not { } party)
        {
            return null;
        }

        // While the party is on hold the agent's own connection reads so as well.
        var partyLine = LineOf(party, party.State.Type, call?.Party);
        return new PeerCall(
            contact.ContactId, contact.Queue?.Name, contact.QueueTimestamp,
            contact.Attributes?.ToDictionary(each => each.Key, each => each.Value.Value ?? "") ?? [],
            LineOf(own, partyLine.Status == "hold" ? "hold" : own.State.Type, call?.Own), partyLine);
    }

    private static PeerLine LineOf(PeerConnection connection, string status, PeerLine? known) => known is not null && known.Status == status
        ? known
        : new PeerLine(connection.ConnectionId, connection.Type, connection.Endpoint?.PhoneNumber, status, known?.Status, connection.State.Timestamp ?? default);

    private static byte[] ErrorOf(string subtopic, string detail) => subtopic == "Hold"
        ? PeerEvents.Error("HOLD_CALL_FAILED", detail, "Call hold failed.")
        : PeerEvents.Error("RESUME_CALL_FAILED", detail, "Resuming call failed.");
}
