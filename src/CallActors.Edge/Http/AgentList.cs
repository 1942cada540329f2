using System.Buffers;
using System.Text.Json;
using CallActors.Domain.Contacts;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>Who is known, with open contacts: a page of a bounded number of agents, by id, and where the next one is.</summary>
internal static class AgentList
{
    private const int LongestPage = 1000;

    public static async Task ServeAsync(HttpContext context, ICallEngine engine)
    {
        if (!QueryReader.TryReadCount(context.Request, "limit", LongestPage, out var limit, out var problem))
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(problem));
            return;
        }

        var after = context.Request.Query["after"].ToString();
        var agents = (await engine.AgentsAsync(context.RequestAborted))
            .SkipWhile(agent => after.Length > 0 && string.CompareOrdinal(agent.View.AgentId, after) <= 0).Take(limit + 1).ToArray();
        if (agents.Length > limit)
        {
            context.Response.Headers.Link = $"</v1/agents?limit={limit}&after={agents[limit - 1].View.AgentId}>; rel=\"next\"";
        }

        await context.AnswerAsync(StatusCodes.Status200OK, Write(agents.Take(limit)));
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<AgentSummary> agents)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var agent in agents)
        {
            WriteAgent(writer, agent.View);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteAgent(Utf8JsonWriter writer, AgentView view)
    {
        var calls = view.Picture.Calls;
        writer.WriteStartObject();
        writer.WriteString("agentId", view.AgentId);
        writer.WriteString("name", view.Picture.Session.Profile?.Name);
        writer.WriteString("username", view.Picture.Session.Profile?.Username);
        writer.WriteString("bridge", view.IsBridgeAttached ? "attached" : "lost");
        writer.WriteNumber("openContacts", calls.Length);
        writer.WriteNumber("revision", view.Revision);
        writer.WriteStartArray("contacts");
        foreach (var call in calls)
        {
            WriteContact(writer, call);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteContact(Utf8JsonWriter writer, ContactPicture call)
    {
        writer.WriteStartObject();
        writer.WriteString("contactId", call.ContactId);
        writer.WriteString("phase", call.Contact.Phase.ToString().ToLowerInvariant());
        writer.WriteString("status", call.Own?.Status.ToString().ToLowerInvariant());
        writer.WriteString("queueName", call.Contact.QueueName);
        writer.WriteEndObject();
    }
}
