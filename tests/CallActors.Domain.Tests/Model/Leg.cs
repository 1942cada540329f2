using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Domain.Tests.Model;

internal enum LegRole
{
    Own,
    First,
    Third,
    Supervisor,
}

/// <summary>One connection in the contact centre, as it really is.</summary>
internal sealed class Leg(string id, LegRole role, ConnectionType type, ConnectionStatus status, DateTimeOffset since)
{
    public string Id { get; } = id;

    public LegRole Role { get; } = role;

    public ConnectionStatus Status { get; private set; } = status;

    public DateTimeOffset Since { get; private set; } = since;

    public bool IsParty => Role is LegRole.First or LegRole.Third;

    public bool IsLiving => Status != ConnectionStatus.Disconnected;

    public void Become(ConnectionStatus status, DateTimeOffset at) => (Status, Since) = (status, status == Status ? Since : at);

    public ConnectionReport Report() => new(Id, type, Role == LegRole.First, IsParty ? $"+1555{Id.Length:0000}" : null, Status, Since);
}
