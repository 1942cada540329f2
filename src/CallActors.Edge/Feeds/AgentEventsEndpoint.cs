using System.Text.Json;
using CallActors.Connect.Feeds;
using CallActors.Domain.Agents;
using CallActors.Edge.Http;
using CallActors.Engine.Journal;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Feeds;

/// <summary>
/// Agent events, as Amazon Data Firehose delivers them. The answer 200 means that all of it is durable; any other makes
/// Firehose send the same again.
/// </summary>
internal sealed class AgentEventsEndpoint(EdgeOptions options, FeedReports reports, SetAsideRecords setAside, FeedCounters counters, TimeProvider clock)
{
    public const string Feed = "agent-events";

    public async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var requestId = request.Headers["X-Amz-Firehose-Request-Id"].ToString();
        if (FeedKey.WhyRefused(request, "X-Amz-Firehose-Access-Key", options.Feeds.AgentEventsKey, "CALLACTORS_AGENT_EVENTS_KEY") is { } refusal)
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, requestId, refusal);
            return;
        }

        if (await FeedBody.ReadAsync(context, options.Feeds.MaximumBodyBytes) is not { } body)
        {
            await AnswerAsync(
                context, StatusCodes.Status413PayloadTooLarge, requestId,
                $"The body is longer than {options.Feeds.MaximumBodyBytes} bytes; let Firehose buffer less.");
            return;
        }

        try
        {
            var isGzip = request.Headers.ContentEncoding.ToString().Equals("gzip", StringComparison.OrdinalIgnoreCase);
            var delivery = FirehoseDelivery.Read(body, isGzip, options.Feeds.MaximumBodyBytes);
            requestId = delivery.RequestId;
            await TakeAsync(delivery, context.RequestAborted);
            await AnswerAsync(context, StatusCodes.Status200OK, requestId, null);
        }
        catch (FeedException fault)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, requestId, fault.Message);
        }
        catch (JournalUnavailableException fault)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, requestId, fault.Message);
        }
    }

    private async Task TakeAsync(FirehoseDelivery delivery, CancellationToken cancellation)
    {
        var events = new List<AgentEvent>();
        var faulty = new List<FaultyRecord>();
        foreach (var record in delivery.Records)
        {
            if ((record.Fault ?? Read(record.Data, events)) is { } fault)
            {
                faulty.Add(new FaultyRecord(Feed, delivery.RequestId, record.Number, fault, record.Data));
            }
        }

        await setAside.CheckAsync(faulty, cancellation);
        await reports.GiveAsync(events.Where(each => each.Report is not null).Select(each => (each.AgentId, each.Report!)), cancellation);
        await setAside.AddAsync(faulty, cancellation);
        var taken = events.Count(each => each.Report is not null);
        counters.Add(Feed, taken, events.Count - taken, faulty.Count);
    }

    /// <summary>Adds the events of one record; what stands before a fault is taken all the same.</summary>
    private static string? Read(ReadOnlyMemory<byte> data, List<AgentEvent> events)
    {
        try
        {
            foreach (var each in AgentEventReader.Read(data))
            {
                events.Add(each);
            }

            return null;
        }
        catch (FeedException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>What a record that was set aside says, read again.</summary>
    /// <exception cref="FeedException">It still cannot be read.</exception>
    public static IEnumerable<(string AgentId, AgentReport Report)> ReadAgain(ReadOnlyMemory<byte> data) =>
        [.. AgentEventReader.Read(data).Where(each => each.Report is not null).Select(each => (each.AgentId, each.Report!))];

    private Task AnswerAsync(HttpContext context, int status, string requestId, string? errorMessage)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return context.AnswerAsync(status, errorMessage is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { requestId, timestamp })
            : JsonSerializer.SerializeToUtf8Bytes(new { requestId, timestamp, errorMessage }));
    }
}
