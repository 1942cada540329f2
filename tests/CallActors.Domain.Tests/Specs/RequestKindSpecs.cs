using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Tests.Specs;

/// <summary>A command of a call is asked of Amazon Connect as the kind of request that has its name.</summary>
public sealed class RequestKindSpecs
{
    [Fact]
    public void Each_command_is_the_kind_of_request_that_has_its_name() =>
        Commands.All.Select(command => ((RequestKind)command).ToString()).ShouldBe(Commands.All.Select(command => command.ToString()));

    [Fact]
    public void No_two_kinds_of_request_are_one() => Enum.GetValues<RequestKind>().ShouldBeUnique();
}
