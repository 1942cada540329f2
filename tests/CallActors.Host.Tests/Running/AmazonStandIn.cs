using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallActors.Host.Tests.Running;

/// <summary>Stands in for Amazon Connect's API on loopback: agents with one contact each, and what was asked of it.</summary>
internal sealed class AmazonStandIn : IAsyncDisposable
{
    public const string Instance = "c0ffee00-1111-4222-8333-444455556666";
    private readonly WebApplication app;
    private readonly ConcurrentQueue<AmazonCall> calls = [];

    private AmazonStandIn(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    /// <summary>The state of each agent's contact in Amazon's words; an agent who is not here has none.</summary>
    public ConcurrentDictionary<string, (string ContactId, string State)> Contacts { get; } = [];

    /// <summary>Agents of whom GetCurrentUserData says nothing.</summary>
    public ConcurrentDictionary<string, bool> LeftOut { get; } = [];

    /// <summary>The status of each agent, by its id.</summary>
    public ConcurrentDictionary<string, string> Statuses { get; } = [];

    public ConcurrentDictionary<string, string> Attributes { get; } = [];

    /// <summary>Refuses commands with this type of error.</summary>
    public string? Refuses { get; set; }

    /// <summary>Takes commands, does them, and never answers.</summary>
    public bool IsSilent { get; set; }

    public IReadOnlyList<AmazonCall> Of(string operation) => [.. calls.Where(call => call.Operation == operation)];

    public static async Task<AmazonStandIn> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var standIn = new AmazonStandIn(builder.Build());
        standIn.app.MapPost("/metrics/userdata/{instance}", standIn.TellAsync);
        standIn.app.MapPost("/users/{instance}/{user}/contact", (HttpContext context, string user) => standIn.DoAsync(
            context, "DismissUserContact", user, body => standIn.Contacts.TryRemove(user, out _)));
        standIn.app.MapPut("/users/{instance}/{user}/status", (HttpContext context, string user) => standIn.DoAsync(
            context, "PutUserStatus", user, body => standIn.Statuses[user] = body.GetProperty("AgentStatusId").GetString()!));
        standIn.app.MapGet("/contact/attributes/{instance}/{contact}", (HttpContext context, string contact) =>
        {
            standIn.calls.Enqueue(new AmazonCall("GetContactAttributes", contact, default));
            return context.Response.WriteAsJsonAsync(new { standIn.Attributes }, JsonSerializerOptions.Default);
        });
        standIn.app.MapGet("/agent-status/{instance}", (HttpContext context) =>
        {
            standIn.calls.Enqueue(new AmazonCall("ListAgentStatuses", "", default));
            object[] statuses =
            [
                new { Id = "s1", Arn = ArnOf("s1"), Name = "Available", Type = "ROUTABLE" },
                new { Id = "s2", Arn = ArnOf("s2"), Name = "Lunch", Type = "CUSTOM" },
                new { Id = "s3", Arn = ArnOf("s3"), Name = "Offline", Type = "OFFLINE" },
            ];
            return context.Response.WriteAsJsonAsync(new { AgentStatusSummaryList = statuses }, JsonSerializerOptions.Default);
        });
        await standIn.app.StartAsync();
        return standIn;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>What an agent event says of an agent with one contact, or none, as Firehose delivers it.</summary>
    public static object Delivery(params (string AgentId, string? ContactId, string State, DateTimeOffset At)[] events) => new
    {
        requestId = Guid.NewGuid().ToString(),
        timestamp = 0,
        records = events.Select(each => new
        {
            data = JsonSerializer.SerializeToUtf8Bytes(new
            {
                AgentARN = $"arn:aws:connect:us-east-1:111122223333:instance/{Instance}/agent/{each.AgentId}",
                CurrentAgentSnapshot = new
                {
                    AgentStatus = new { ARN = ArnOf("s1"), Name = "Available", StartTimestamp = "2026-01-01T00:00:00.000Z", Type = "ROUTABLE" },
                    Contacts = each.ContactId is null ? [] : new[]
                    {
                        new { each.ContactId, Channel = "VOICE", InitiationMethod = "INBOUND", each.State, StateStartTimestamp = each.At.ToString("O") },
                    },
                },
                EventId = Guid.NewGuid().ToString(),
                EventTimestamp = each.At.ToString("O"),
                EventType = "STATE_CHANGE",
                InstanceARN = $"arn:aws:connect:us-east-1:111122223333:instance/{Instance}",
                Version = "2017-10-01",
            }),
        }),
    };

    private static string ArnOf(string status) => $"arn:aws:connect:us-east-1:111122223333:instance/{Instance}/agent-state/{status}";

    private async Task TellAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        calls.Enqueue(new AmazonCall("GetCurrentUserData", "", body));
        await context.Response.WriteAsJsonAsync(new
        {
            UserDataList = body.GetProperty("Filters").GetProperty("Agents").EnumerateArray().Select(agent => agent.GetString()!).Where(agent => !LeftOut.ContainsKey(agent)).Select(agent => new
            {
                User = new { Id = agent },
                Status = Statuses.GetValueOrDefault(agent, "s1") is var status ? new { StatusArn = ArnOf(status), StatusName = status == "s2" ? "Lunch" : "Available", StatusStartTimestamp = 1_790_000_000 } : null,
                Contacts = Contacts.TryGetValue(agent, out var contact)
                    ? new[] { new { contact.ContactId, Channel = "VOICE", InitiationMethod = "INBOUND", AgentContactState = contact.State } } : [],
            }),
        }, JsonSerializerOptions.Default);
    }

    private async Task DoAsync(HttpContext context, string operation, string user, Action<JsonElement> work)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        calls.Enqueue(new AmazonCall(operation, user, body));
        if (Refuses is { } type)
        {
            context.Response.StatusCode = 400;
            context.Response.Headers["x-amzn-ErrorType"] = type;
            await context.Response.WriteAsJsonAsync(new { Message = "Amazon says no." }, JsonSerializerOptions.Default);
            return;
        }

        work(body);
        if (IsSilent)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await context.Response.WriteAsync("{}");
    }
}

/// <param name="Subject">The agent or contact that it was for.</param>
internal sealed record AmazonCall(string Operation, string Subject, JsonElement Body);
