using System.Text.Json;
using CallActors.Connect.Feeds;
using CallActors.Domain.Agents;
using CallActors.Edge.Http;
using CallActors.Engine.Journal;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Feeds;

/// <summary>
/// Contact events, as EventBridge delivers them to an API destination: one or an array. Those without an agent, or of
/// contacts that no session has open, change nothing and are counted.
/// </summary>
internal sealed class ContactEventsEndpoint(EdgeOptions options, FeedReports reports, SetAsideRecords setAside, FeedCounters counters)
{
    public const string Feed = "contact-events";

    public async Task ServeAsync(HttpContext context)
    {
        if (FeedKey.WhyRefused(context.Request, "X-Api-Key", options.Feeds.ContactEventsKey, "CALLACTORS_CONTACT_EVENTS_KEY") is { } refusal)
        {
            await context.AnswerAsync(StatusCodes.Status401Unauthorized, WireError.NotAllowed(refusal));
            return;
        }

        if (await FeedBody.ReadAsync(context, options.Feeds.MaximumBodyBytes) is not { } body)
        {
            await context.AnswerAsync(
                StatusCodes.Status413PayloadTooLarge, WireError.Malformed($"The body is longer than {options.Feeds.MaximumBodyBytes} bytes."));
            return;
        }

        try
        {
            await TakeAsync(context, body);
        }
        catch (FeedException fault)
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(fault.Message));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await context.AnswerAsync(
                StatusCodes.Status503ServiceUnavailable, WireError.JournalUnavailable("The events did not become durable in time; send them again."));
        }
    }

    private async Task TakeAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.Feeds.ContactEventsLimit);
        var all = ContactEventReader.Read(body);
        FaultyRecord[] faulty =
        [
            .. all.Where(each => each.Fault is not null)
                .Select(each => new FaultyRecord(Feed, "", each.Number, each.Fault!, JsonSerializer.SerializeToUtf8Bytes(each.Told))),
        ];
        await setAside.CheckAsync(faulty, limit.Token);
        var telling = all.Where(each => each.Event?.Report is not null).Select(each => (each.Event!.AgentId!, each.Event.Report!)).ToArray();
        await reports.GiveAsync(telling, limit.Token);
        await setAside.AddAsync(faulty, limit.Token);
        var passedOver = all.Length - telling.Length - faulty.Length;
        counters.Add(Feed, telling.Length, passedOver, faulty.Length);
        await context.AnswerAsync(
            StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(new { taken = telling.Length, passedOver, setAside = faulty.Length }));
    }

    /// <summary>What an event that was set aside says, read again.</summary>
    /// <exception cref="FeedException">It still cannot be read.</exception>
    public static IEnumerable<(string AgentId, AgentReport Report)> ReadAgain(ReadOnlyMemory<byte> data) =>
        [.. ContactEventReader.Read(data).Select(each => each.Fault is { } fault ? throw new FeedException(fault) : each.Event!)
            .Where(each => each.Report is not null).Select(each => (each.AgentId!, each.Report!))];
}
