using System.Collections.Immutable;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Engine.Wire;

/// <summary>What one call event says, times and the status before not counted: who was told this needs no new event.</summary>
internal readonly record struct CallView(
    string ConnectionId, string? PhoneNumber, ConnectionStatus Status, ConnectionType Type, ContactPhase EventPhase, Buttons Buttons,
    string? QueueName, ImmutableSortedDictionary<string, string> Attributes)
{
    public static CallView Of(ContactPicture contact, Connection.Seen connection) => new(
        connection.Party.ConnectionId, connection.Party.PhoneNumber, connection.Status, connection.Party.Type,
        // While the contact lives the event is the connection's own status.
        contact.Contact.IsOver ? contact.Contact.Phase : ContactPhase.Connected,
        contact.ButtonsOf(connection), contact.Contact.QueueName, contact.Contact.Attributes);

    public bool Equals(CallView other) =>
        ConnectionId == other.ConnectionId && PhoneNumber == other.PhoneNumber && Status == other.Status && Type == other.Type
        && EventPhase == other.EventPhase && Buttons == other.Buttons && QueueName == other.QueueName
        && (ReferenceEquals(Attributes, other.Attributes) || Attributes.SequenceEqual(other.Attributes));

    public override int GetHashCode() => HashCode.Combine(ConnectionId, Status, EventPhase, Buttons);

    public string Event => EventPhase switch
    {
        ContactPhase.Ended => "ACW",
        ContactPhase.Missed => "missed",
        ContactPhase.Rejected => "Rejected",
        ContactPhase.Cleared => "Dropped",
        _ => WordOf(Status),
    };

    public static string WordOf(ConnectionStatus status) => status switch
    {
        ConnectionStatus.Connecting => "connecting",
        ConnectionStatus.Connected => "connected",
        ConnectionStatus.Hold => "hold",
        ConnectionStatus.Disconnected => "disconnected",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    public static string WordOf(ConnectionType type) => type switch
    {
        ConnectionType.Agent => "agent",
        ConnectionType.Inbound => "inbound",
        ConnectionType.Outbound => "outbound",
        ConnectionType.Monitoring => "monitoring",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of connection"),
    };
}
