using System.Buffers;
using System.Text.Json;
using CallActors.Domain.Contacts;
using CallActors.Engine;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>Who is known, with open contacts.</summary>
internal static class AgentList
{
    public static async Task ServeAsync(HttpContext context, ICallEngine engine) =>
        await context.AnswerAsync(StatusCodes.Status200OK, Write(await engine.AgentsAsync(context.RequestAborted)));

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<AgentSummary> agents)
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
