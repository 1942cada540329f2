using System.Text.Json.Serialization;

namespace CallActors.Connect.Api.Model;

/// <summary>Clears a contact that is MISSED, ERROR, ENDED or REJECTED from its agent's list.</summary>
public sealed class DismissUserContactRequest : AmazonConnectRequest
{
    [JsonIgnore]
    public string? UserId { get; set; }

    [JsonIgnore]
    public string? InstanceId { get; set; }

    public string? ContactId { get; set; }
}

/// <summary>Puts an agent into a state; during a call that state follows after it.</summary>
public sealed class PutUserStatusRequest : AmazonConnectRequest
{
    [JsonIgnore]
    public string? UserId { get; set; }

    [JsonIgnore]
    public string? InstanceId { get; set; }

    public string? AgentStatusId { get; set; }
}

/// <summary>Asks which states there are in an instance. All members stand in the path and the query.</summary>
public sealed class ListAgentStatusesRequest : AmazonConnectRequest
{
    public string? InstanceId { get; set; }

    public string? NextToken { get; set; }

    public int? MaxResults { get; set; }
}

/// <summary>Asks for agents, their states and their contacts: at most 100 agents a request.</summary>
public sealed class GetCurrentUserDataRequest : AmazonConnectRequest
{
    [JsonIgnore]
    public string? InstanceId { get; set; }

    public UserDataFilters? Filters { get; set; }

    public string? NextToken { get; set; }

    public int? MaxResults { get; set; }
}

/// <summary>Which agents are meant; one of the lists alone, with at most 100 ids, and the contacts' states beside it.</summary>
public sealed class UserDataFilters
{
    public List<string>? Queues { get; set; }

    public ContactFilter? ContactFilter { get; set; }

    public List<string>? RoutingProfiles { get; set; }

    public List<string>? Agents { get; set; }

    public List<string>? UserHierarchyGroups { get; set; }
}

public sealed class ContactFilter
{
    public List<string>? ContactStates { get; set; }
}
