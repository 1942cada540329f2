using System.Text.Json.Serialization;

namespace CallActors.Connect.Api.Model;

/// <summary>Resumes a task or another paused contact; a voice call on hold is not one.</summary>
public sealed class ResumeContactRequest : AmazonConnectRequest
{
    public string? ContactId { get; set; }

    public string? InstanceId { get; set; }

    public string? ContactFlowId { get; set; }
}

/// <summary>Pauses a task; a voice call cannot be put on hold with it.</summary>
public sealed class PauseContactRequest : AmazonConnectRequest
{
    public string? ContactId { get; set; }

    public string? InstanceId { get; set; }

    public string? ContactFlowId { get; set; }
}

public sealed class DescribeContactRequest : AmazonConnectRequest
{
    [JsonIgnore]
    public string? InstanceId { get; set; }

    [JsonIgnore]
    public string? ContactId { get; set; }
}

public sealed class GetContactAttributesRequest : AmazonConnectRequest
{
    [JsonIgnore]
    public string? InstanceId { get; set; }

    [JsonIgnore]
    public string? InitialContactId { get; set; }
}

/// <summary>Adds attributes to a contact, or changes them; those that are not named stay.</summary>
public sealed class UpdateContactAttributesRequest : AmazonConnectRequest
{
    public string? InitialContactId { get; set; }

    public string? InstanceId { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>Pauses the recording of a contact that is being recorded.</summary>
public sealed class SuspendContactRecordingRequest : AmazonConnectRequest
{
    public string? InstanceId { get; set; }

    public string? ContactId { get; set; }

    /// <summary>The first contact of the chain; the contact itself where it came by no transfer.</summary>
    public string? InitialContactId { get; set; }

    /// <summary>AGENT, IVR or SCREEN.</summary>
    public string? ContactRecordingType { get; set; }
}

/// <summary>Goes on with the recording of a contact whose recording is paused.</summary>
public sealed class ResumeContactRecordingRequest : AmazonConnectRequest
{
    public string? InstanceId { get; set; }

    public string? ContactId { get; set; }

    /// <summary>The first contact of the chain; the contact itself where it came by no transfer.</summary>
    public string? InitialContactId { get; set; }

    /// <summary>AGENT, IVR or SCREEN.</summary>
    public string? ContactRecordingType { get; set; }
}
