using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>Writes the call event and the connections of a StateSync (docs/messages.md, "The call event").</summary>
internal static class CallEvents
{
    /// <summary>The buttons' names on the wire, in the order of <see cref="CallCommand"/>.</summary>
    private static readonly string[] ButtonNames =
        ["answer", "reject", "disconnect", "hold", "resume", "clearContact", "consult", "numberpad", "swap", "transfer", "conference"];

    public static ReadOnlyMemory<byte> Write(ContactPicture contact, Connection.Seen connection, CallView view) =>
        WireJson.Envelope("InboundCall", "InboundCallStateChange", "message", writer =>
        {
            var status = CallView.WordOf(connection.Status);
            var type = CallView.WordOf(connection.Party.Type);
            var since = WireJson.Time(connection.Since);
            writer.WriteStartObject();
            writer.WriteStartObject("call");
            writer.WriteButtons([.. Commands.All.Select(command => (ButtonNames[(int)command], view.Buttons[command]))]);
            writer.WriteNull("ActionsAllowed");
            writer.WriteNumber("ResponseType", 0);
            writer.WriteString("ResponseText", "Success");
            writer.WritePropertyName("ResponseActual");
            WriteConnection(writer, contact, connection, view.Buttons, connection == contact.Own, connection.Previous);
            writer.WriteStartObject("CallVariables");
            foreach (var (name, value) in contact.Contact.Attributes)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteNull("ExtendedCallVariables");
            writer.WriteStartObject("ResponseFields");
            writer.WriteStartArray("Participants");
            writer.WriteEndArray();
            writer.WriteStartObject("MediaProperties");
            writer.WriteString("callType", type);
            writer.WriteString("queueName", contact.Contact.QueueName);
            writer.WriteString("queueTimestamp", WireJson.Time(contact.Contact.QueueTimestamp));
            writer.WriteEndObject();
            writer.WriteString("fromAddress", connection.Party.PhoneNumber);
            writer.WriteString("CallState", view.Event);
            writer.WriteString("Type", type);
            writer.WriteString("CurrentStateTime", since);
            writer.WriteString("Campaign", "");
            writer.WriteString("DN", contact.Contact.QueueName);
            writer.WriteEndObject();
            writer.WriteString("id", connection.Party.ConnectionId);
            writer.WriteString("event", view.Event);
            writer.WriteString("CallType", type);
            writer.WriteEndObject();
            writer.WriteString("source", "event");
            writer.WriteEndObject();
        });

    public static void WriteStateSync(Utf8JsonWriter writer, IReadOnlyList<ContactPicture> contacts)
    {
        var newest = contacts.LastOrDefault(contact => contact.Contact.Phase == ContactPhase.Connected) ?? (contacts.Count > 0 ? contacts[^1] : null);
        writer.WriteStartObject();
        writer.WriteStartArray("attributes");
        foreach (var (name, value) in newest?.Contact.Attributes ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("queueName", newest?.Contact.QueueName);
        writer.WriteString("queueTimestamp", WireJson.Time(newest?.Contact.QueueTimestamp));
        writer.WriteStartArray("calls");
        foreach (var contact in contacts)
        {
            foreach (var connection in contact.Shown)
            {
                WriteConnection(writer, contact, connection, Buttons.Of(contact, connection), hasContactId: true, previous: null);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteConnection(
        Utf8JsonWriter writer, ContactPicture contact, Connection.Seen connection, Buttons buttons, bool hasContactId, ConnectionStatus? previous)
    {
        writer.WriteStartObject();
        writer.WriteString("connectionId", connection.Party.ConnectionId);
        if (hasContactId)
        {
            writer.WriteString("contactId", contact.ContactId);
        }

        writer.WriteString("phoneNumber", connection.Party.PhoneNumber);
        writer.WriteString("status", CallView.WordOf(connection.Status));
        writer.WriteString("statusTimestamp", WireJson.Time(connection.Since));
        writer.WriteString("type", CallView.WordOf(connection.Party.Type));
        writer.WriteStartObject("buttonStates");
        foreach (var command in Commands.All)
        {
            writer.WriteBoolean(ButtonNames[(int)command], buttons[command]);
        }

        writer.WriteEndObject();
        if (previous is { } before)
        {
            writer.WriteString("previousStatus", CallView.WordOf(before));
        }

        writer.WriteEndObject();
    }
}
