using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>Writes the call event and the connections of a StateSync (docs/messages.md, "The call event").</summary>
internal static class CallEvents
{
    public static ReadOnlyMemory<byte> Write(ContactPicture contact, Connection.Seen connection, CallView view) =>
        WireJson.Envelope("InboundCall", "InboundCallStateChange", "message", writer =>
        {
            var status = CallView.WordOf(connection.Status);
            var type = CallView.WordOf(connection.Party.Type);
            var since = WireJson.Time(connection.Since);
            writer.WriteStartObject();
            writer.WriteStartObject("call"u8);
            writer.WritePropertyName("ButtonStates"u8);
            writer.WriteRawValue(RenderedButtons.Of(view.Buttons).States, skipInputValidation: true);
            writer.WriteNull("ActionsAllowed"u8);
            writer.WriteNumber("ResponseType"u8, 0);
            writer.WriteString("ResponseText"u8, "Success"u8);
            writer.WritePropertyName("ResponseActual"u8);
            WriteConnection(writer, contact, connection, view.Buttons, connection == contact.Own, connection.Previous);
            writer.WriteStartObject("CallVariables"u8);
            foreach (var (name, value) in contact.Contact.Attributes)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteNull("ExtendedCallVariables"u8);
            writer.WriteStartObject("ResponseFields"u8);
            writer.WriteStartArray("Participants"u8);
            writer.WriteEndArray();
            writer.WriteStartObject("MediaProperties"u8);
            writer.WriteString("callType"u8, type);
            writer.WriteString("queueName"u8, contact.Contact.QueueName);
            writer.WriteString("queueTimestamp"u8, WireJson.Time(contact.Contact.QueueTimestamp));
            writer.WriteEndObject();
            writer.WriteString("fromAddress"u8, connection.Party.PhoneNumber);
            writer.WriteString("CallState"u8, view.Event);
            writer.WriteString("Type"u8, type);
            writer.WriteString("CurrentStateTime"u8, since);
            writer.WriteString("Campaign"u8, ""u8);
            writer.WriteString("DN"u8, contact.Contact.QueueName);
            writer.WriteEndObject();
            writer.WriteString("id"u8, connection.Party.ConnectionId);
            writer.WriteString("event"u8, view.Event);
            writer.WriteString("CallType"u8, type);
            writer.WriteEndObject();
            writer.WriteString("source"u8, "event"u8);
            writer.WriteEndObject();
        });

    public static void WriteStateSync(Utf8JsonWriter writer, IReadOnlyList<ContactPicture> contacts)
    {
        var newest = contacts.LastOrDefault(contact => contact.Contact.Phase == ContactPhase.Connected) ?? (contacts.Count > 0 ? contacts[^1] : null);
        writer.WriteStartObject();
        writer.WriteStartArray("attributes"u8);
        foreach (var (name, value) in newest?.Contact.Attributes ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteString("value"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("queueName"u8, newest?.Contact.QueueName);
        writer.WriteString("queueTimestamp"u8, WireJson.Time(newest?.Contact.QueueTimestamp));
        writer.WriteStartArray("calls"u8);
        foreach (var contact in contacts)
        {
            foreach (var connection in contact.Shown)
            {
                WriteConnection(writer, contact, connection, contact.ButtonsOf(connection), hasContactId: true, previous: null);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteConnection(
        Utf8JsonWriter writer, ContactPicture contact, Connection.Seen connection, Buttons buttons, bool hasContactId, ConnectionStatus? previous)
    {
        writer.WriteStartObject();
        writer.WriteString("connectionId"u8, connection.Party.ConnectionId);
        if (hasContactId)
        {
            writer.WriteString("contactId"u8, contact.ContactId);
        }

        writer.WriteString("phoneNumber"u8, connection.Party.PhoneNumber);
        writer.WriteString("status"u8, CallView.WordOf(connection.Status));
        writer.WriteString("statusTimestamp"u8, WireJson.Time(connection.Since));
        writer.WriteString("type"u8, CallView.WordOf(connection.Party.Type));
        writer.WritePropertyName("buttonStates"u8);
        writer.WriteRawValue(RenderedButtons.Of(buttons).Flags, skipInputValidation: true);
        if (previous is { } before)
        {
            writer.WriteString("previousStatus"u8, CallView.WordOf(before));
        }

        writer.WriteEndObject();
    }
}
