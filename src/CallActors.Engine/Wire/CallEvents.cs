using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>Writes the call event and the connections of a StateSync (docs/messages.md, "The call event").</summary>
internal static class CallEvents
{
    public static ReadOnlyMemory<byte> Write(ContactPicture contact, Connection.Seen connection, CallView view)
    {
        var type = CallView.WordOf(connection.Party.Type);
        var pen = Utf8Pen.Take();
        pen.Put("""{"channel":"Amazon","topic":"InboundCall","subtopic":"InboundCallStateChange","message":{"call":{"ButtonStates":"""u8)
            .Put(RenderedButtons.Of(view.Buttons).States)
            .Put(""","ActionsAllowed":null,"ResponseType":0,"ResponseText":"Success","ResponseActual":"""u8);
        PutConnection(pen, contact, connection, view.Buttons);
        pen.Put(""","CallVariables":{"""u8);
        var separator = ""u8;
        foreach (var (name, value) in contact.Contact.Attributes)
        {
            pen.Put(separator).Text(name).Put(":"u8).Text(value);
            separator = ","u8;
        }

        return pen
            .Put("""},"ExtendedCallVariables":null,"ResponseFields":{"Participants":[],"MediaProperties":{"callType":"""u8).Text(type)
            .Put(""","queueName":"""u8).Text(contact.Contact.QueueName)
            .Put(""","queueTimestamp":"""u8).Time(contact.Contact.QueueTimestamp)
            .Put("""},"fromAddress":"""u8).Text(connection.Party.PhoneNumber)
            .Put(""","CallState":"""u8).Text(view.Event)
            .Put(""","Type":"""u8).Text(type)
            .Put(""","CurrentStateTime":"""u8).Time(connection.Since)
            .Put(""","Campaign":"","DN":"""u8).Text(contact.Contact.QueueName)
            .Put("""},"id":"""u8).Text(connection.Party.ConnectionId)
            .Put(""","event":"""u8).Text(view.Event)
            .Put(""","CallType":"""u8).Text(type)
            .Put("""},"source":"event"}}"""u8)
            .Finish();
    }

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
                WriteConnection(writer, contact, connection);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>In an event the contact id stands on the agent's own connection only, and the status before where there was one.</summary>
    private static void PutConnection(Utf8Pen pen, ContactPicture contact, Connection.Seen connection, Buttons buttons)
    {
        pen.Put("""{"connectionId":"""u8).Text(connection.Party.ConnectionId);
        if (connection == contact.Own)
        {
            pen.Put(""","contactId":"""u8).Text(contact.ContactId);
        }

        pen.Put(""","phoneNumber":"""u8).Text(connection.Party.PhoneNumber)
            .Put(""","status":"""u8).Text(CallView.WordOf(connection.Status))
            .Put(""","statusTimestamp":"""u8).Time(connection.Since)
            .Put(""","type":"""u8).Text(CallView.WordOf(connection.Party.Type))
            .Put(""","buttonStates":"""u8).Put(RenderedButtons.Of(buttons).Flags);
        if (connection.Previous is { } before)
        {
            pen.Put(""","previousStatus":"""u8).Text(CallView.WordOf(before));
        }

        pen.Put("}"u8);
    }

    private static void WriteConnection(Utf8JsonWriter writer, ContactPicture contact, Connection.Seen connection)
    {
        writer.WriteStartObject();
        writer.WriteString("connectionId"u8, connection.Party.ConnectionId);
        writer.WriteString("contactId"u8, contact.ContactId);
        writer.WriteString("phoneNumber"u8, connection.Party.PhoneNumber);
        writer.WriteString("status"u8, CallView.WordOf(connection.Status));
        writer.WriteString("statusTimestamp"u8, WireJson.Time(connection.Since));
        writer.WriteString("type"u8, CallView.WordOf(connection.Party.Type));
        writer.WritePropertyName("buttonStates"u8);
        writer.WriteRawValue(RenderedButtons.Of(contact.ButtonsOf(connection)).Flags, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
