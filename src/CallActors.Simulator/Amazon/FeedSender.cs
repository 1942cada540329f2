using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Amazon;

/// <summary>
/// Sends every change of an agent as Amazon's feeds would: agent events as Firehose delivers them, contact events as
/// EventBridge does, each until it is taken; and a heartbeat of every agent each two minutes.
/// </summary>
internal sealed class FeedSender(SimulatedFeeds feeds, ILogger logger)
{
    private const int WaitingMost = 10_000;
    private const int RecordsAtOnce = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    private readonly Channel<object> agentEvents = Channel.CreateBounded<object>(WaitingMost);
    private readonly Channel<object> contactEvents = Channel.CreateBounded<object>(WaitingMost);
    private ImmutableDictionary<string, Agent> before = ImmutableDictionary<string, Agent>.Empty;

    /// <summary>Sends until it is to stop, first how everybody is.</summary>
    public async Task RunAsync(Func<ContactCentre> told, CancellationToken stopping)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = feeds.Engine(), Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            await Task.WhenAll(BeatAsync(told, stopping), SendAgentEventsAsync(client, stopping), SendContactEventsAsync(client, stopping));
        }
        catch (OperationCanceledException)
        {
            // The simulator stops.
        }
    }

    /// <summary>Called for every durable change, in their order.</summary>
    public void Show(ContactCentre centre, DateTimeOffset at)
    {
        foreach (var agent in centre.TouchedAgents.Select(agentId => centre.Agents[agentId]))
        {
            Put(agentEvents, AmazonWords.AgentEvent(agent, "STATE_CHANGE", at));
            var known = before.GetValueOrDefault(agent.AgentId)?.Contacts ?? [];
            foreach (var contact in agent.Contacts)
            {
                if (EventOf(known.Find(each => each.ContactId == contact.ContactId), contact) is { } type)
                {
                    Put(contactEvents, AmazonWords.ContactEvent(agent, contact, type, at));
                }
            }
        }

        before = centre.Agents;
    }

    private static string? EventOf(Contact? known, Contact now) => (known?.IsLiving ?? false, now.IsLiving) switch
    {
        (false, true) => "INITIATED",
        (true, false) => "DISCONNECTED",
        (true, true) when known!.Status != ContactStatus.Connected && now.Status == ContactStatus.Connected => "CONNECTED_TO_AGENT",
        _ => null,
    };

    private void Put(Channel<object> feed, object told)
    {
        if (!feed.Writer.TryWrite(told))
        {
            logger.LogWarning("{Most} events wait already; one is left out, and the next heartbeat says how the agent is.", WaitingMost);
        }
    }

    private async Task BeatAsync(Func<ContactCentre> told, CancellationToken stopping)
    {
        for (var type = "LOGIN"; ; type = "HEART_BEAT")
        {
            foreach (var agent in told().Agents.Values)
            {
                Put(agentEvents, AmazonWords.AgentEvent(agent, type, DateTimeOffset.UtcNow));
            }

            await Task.Delay(Heartbeat, stopping);
        }
    }

    private async Task SendAgentEventsAsync(HttpClient client, CancellationToken stopping)
    {
        while (await agentEvents.Reader.WaitToReadAsync(stopping))
        {
            var records = new List<object>();
            while (records.Count < RecordsAtOnce && agentEvents.Reader.TryRead(out var told))
            {
                records.Add(new { data = JsonSerializer.SerializeToUtf8Bytes(told) });
            }

            var body = new { requestId = Guid.NewGuid().ToString(), timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), records };
            await SendAsync(client, "v1/connect/agent-events", "X-Amz-Firehose-Access-Key", feeds.AgentEventsKey, body, stopping);
        }
    }

    private async Task SendContactEventsAsync(HttpClient client, CancellationToken stopping)
    {
        await foreach (var told in contactEvents.Reader.ReadAllAsync(stopping))
        {
            await SendAsync(client, "v1/connect/contact-events", "X-Api-Key", feeds.ContactEventsKey, told, stopping);
        }
    }

    private async Task SendAsync(HttpClient client, string path, string header, string key, object body, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Default) };
                request.Headers.Add(header, key);
                using var answer = await client.SendAsync(request, stopping);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                logger.LogWarning("{Path} was answered {Status}; it is sent again.", path, (int)answer.StatusCode);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
            {
                logger.LogDebug("{Path} was not answered: {Reason}", path, fault.Message);
            }

            await Task.Delay(Again, stopping);
        }
    }
}
