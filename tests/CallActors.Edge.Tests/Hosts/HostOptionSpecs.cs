using CallActors.Host.Options;

namespace CallActors.Edge.Tests.Hosts;

public sealed class HostOptionSpecs
{
    [Fact]
    public async Task Without_anything_the_host_serves_this_machine_with_a_simulator()
    {
        var (code, errors, options) = await StartAsync([], []);
        (code, errors).ShouldBe((0, ""));
        options!.Urls.ShouldBe([new Uri("http://127.0.0.1:5080")]);
        (options.Journal, options.SimulatorWorldFile).ShouldBe((new JournalChoice.Sqlite("callactors.db"), "callactors.db.simulator"));
        options.Simulator.ShouldBe(new SimulatorChoice.Within(1, null));
        (options.Deadline, options.IsInsecure).ShouldBe((TimeSpan.FromSeconds(5), false));
    }

    [Fact]
    public async Task Every_option_can_stand_on_the_command_line()
    {
        var (_, errors, options) = await StartAsync(
            ["--urls", "http://localhost:6001;http://[::1]:6002", "--journal", "sqlite:/tmp/a b.db", "--deadline-seconds", "0.5",
                "--simulator", "on", "--simulator-agents", "20", "--simulator-calls-per-minute", "7.5"], []);
        errors.ShouldBe("");
        options!.Urls.ShouldBe([new Uri("http://localhost:6001"), new Uri("http://[::1]:6002")]);
        options.Journal.ShouldBe(new JournalChoice.Sqlite("/tmp/a b.db"));
        options.Simulator.ShouldBe(new SimulatorChoice.Within(20, 7.5));
        options.Deadline.ShouldBe(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Every_option_can_stand_in_the_environment_and_the_command_line_wins()
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:6001",
            ["CALLACTORS_JOURNAL"] = "sqlite:e.db",
            ["CALLACTORS_SIMULATOR"] = "off",
            ["CALLACTORS_DEADLINE_SECONDS"] = "7",
            ["CALLACTORS_INSECURE"] = "true",
        };
        var (_, _, fromEnvironment) = await StartAsync([], environment);
        (fromEnvironment!.Journal, fromEnvironment.Deadline, fromEnvironment.IsInsecure).ShouldBe((new JournalChoice.Sqlite("e.db"), TimeSpan.FromSeconds(7), true));
        fromEnvironment.Urls.ShouldBe([new Uri("http://127.0.0.1:6001")]);
        fromEnvironment.Simulator.ShouldBe(new SimulatorChoice.Off());

        var (_, _, options) = await StartAsync(["--journal", "sqlite:c.db", "--simulator", "http://127.0.0.1:5090", "--insecure", "false"], environment);
        (options!.Journal, options.IsInsecure).ShouldBe((new JournalChoice.Sqlite("c.db"), false));
        options.Simulator.ShouldBe(new SimulatorChoice.Elsewhere(new Uri("http://127.0.0.1:5090")));
    }

    [Fact]
    public async Task An_instance_is_named_by_its_id_or_its_ARN_which_says_the_Region_too()
    {
        const string arn = "arn:aws:connect:eu-central-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002";
        (await StartAsync([], [])).Options!.Amazon.ShouldBeNull();
        (await StartAsync(["--amazon-instance", arn], [])).Options!.Amazon
            .ShouldBe(new AmazonInstance("22222222-bbbb-4bbb-8bbb-000000000002", "eu-central-1", null));
        (await StartAsync(["--amazon-instance", "i-1", "--amazon-region", "us-gov-west-1"], new() { ["CALLACTORS_AMAZON_ENDPOINT"] = "http://127.0.0.1:9" }))
            .Options!.Amazon.ShouldBe(new AmazonInstance("i-1", "us-gov-west-1", new Uri("http://127.0.0.1:9")));

        (await RefusalAsync("--amazon-instance", "arn:aws:s3:::bucket")).ShouldBe(
            "--amazon-instance is \"arn:aws:s3:::bucket\"; it is to be the id of an instance, or its ARN such as arn:aws:connect:eu-central-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002.");
        (await RefusalAsync("--amazon-region", "eu-central-1")).ShouldBe("--amazon-region says nothing without an instance; give --amazon-instance as well.");
        (await RefusalAsync("--amazon-instance", "i-1", "--amazon-region", "Frankfurt")).ShouldContain("it is to be a Region such as eu-central-1.");
        (await RefusalAsync("--amazon-instance", "i-1", "--amazon-endpoint", "connect")).ShouldContain("it is to be the address of an API");
    }

    [Fact]
    public async Task A_simulator_without_bridges_is_the_one_within_and_goes_with_no_instance()
    {
        (await StartAsync(["--simulator-without-bridges"], [])).Options!.Simulator.ShouldBe(new SimulatorChoice.Within(1, null, true));
        (await RefusalAsync("--simulator-without-bridges", "--simulator", "off")).ShouldBe(
            "--simulator-without-bridges is for the simulator within the host; give --simulator on as well.");
        (await RefusalAsync("--simulator-without-bridges", "--amazon-instance", "i-1")).ShouldBe(
            "--amazon-instance and --simulator-without-bridges do not go together: the API is that of the one or of the other.");
    }

    [Fact]
    public async Task A_PostgreSQL_journal_is_shared_by_nodes_so_the_simulator_is_off_unless_asked_for()
    {
        var (_, _, options) = await StartAsync(["--journal", "postgres:Host=db;Database=calls;Password=secret"], []);
        options!.Journal.ShouldBe(new JournalChoice.Postgres("Host=db;Database=calls;Password=secret"));
        options.Simulator.ShouldBe(new SimulatorChoice.Off());
        options.ToString().ShouldNotContain("secret");

        (await StartAsync(["--journal", "postgres:Host=db", "--simulator", "on"], [])).Options!.Simulator
            .ShouldBe(new SimulatorChoice.Within(1, null));
        (await RefusalAsync("--journal", "postgre:Host=db;Password=secret")).ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://+:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://192.168.0.7:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://node.example:5080")]
    public async Task Other_machines_are_served_only_where_that_is_said(string url)
    {
        (await RefusalAsync("--urls", url)).ShouldContain("which other machines can reach");
        var (code, _, options) = await StartAsync(["--urls", url, "--insecure"], []);
        code.ShouldBe(0);
        options!.Urls.ShouldHaveSingleItem().Port.ShouldBe(5080);
    }

    [Theory]
    [InlineData("--urls", "5080", "is to be one like http://127.0.0.1:5080")]
    [InlineData("--urls", "https://127.0.0.1:5080", "with http and without a path")]
    [InlineData("--urls", "http://127.0.0.1:5080/x", "with http and without a path")]
    [InlineData("--urls", ";", "one or more addresses")]
    [InlineData("--urls", "http://localhost:0", "not for localhost")]
    [InlineData("--journal", "callactors.db", "it is to be sqlite: and the path of a file")]
    [InlineData("--journal", "sqlite:", "it is to be sqlite: and the path of a file")]
    [InlineData("--journal", "postgres:", "or postgres: and a connection string")]
    [InlineData("--simulator", "yes", "it is to be on, off or the address of a simulator")]
    [InlineData("--simulator", "http://127.0.0.1:5090/v1", "it is to be on, off or the address of a simulator")]
    [InlineData("--simulator-agents", "1.5", "it is to be a whole number from 1 to 10000")]
    [InlineData("--simulator-calls-per-minute", "-1", "it is to be a number from 0 to 6000")]
    [InlineData("--ccp-url", "ccp-v2", "it is to be the address of a page")]
    [InlineData("--allow-origins", "https://desktop.example.com/page", "it is to be one or more origins")]
    [InlineData("--deadline-seconds", "0", "it is to be a number from 0.1 to 300")]
    [InlineData("--deadline-seconds", "5s", "it is to be a number from 0.1 to 300")]
    [InlineData("--deadline-seconds", "NaN", "it is to be a number from 0.1 to 300")]
    [InlineData("--insecure", "maybe", "it is to be true or false")]
    [InlineData("--jurnal", "x", "--help says what there is")]
    public async Task A_bad_value_stops_the_start_with_one_sentence(string option, string value, string expected)
    {
        var refusal = await RefusalAsync(option, value);
        refusal.ShouldContain(expected);
        refusal.ShouldContain(option);
    }

    [Fact]
    public async Task A_bad_value_in_the_environment_is_named_by_its_variable()
    {
        var (code, errors, options) = await StartAsync([], new() { ["CALLACTORS_DEADLINE_SECONDS"] = "soon" });
        (code, options).ShouldBe((1, null));
        errors.ShouldBe("CALLACTORS_DEADLINE_SECONDS is \"soon\"; it is to be a number from 0.1 to 300.");
    }

    private static async Task<string> RefusalAsync(params string[] arguments)
    {
        var (code, errors, options) = await StartAsync(arguments, []);
        (code, options).ShouldBe((1, null));
        errors.ShouldNotContain("\n");
        return errors;
    }

    private static async Task<(int Code, string Errors, NodeOptions? Options)> StartAsync(string[] arguments, Dictionary<string, string?> environment)
    {
        NodeOptions? started = null;
        using var errors = new StringWriter();
        var code = await new HostCommand().InvokeAsync(arguments, name => environment.GetValueOrDefault(name), errors, (options, _) =>
        {
            started = options;
            return Task.CompletedTask;
        });
        return (code, errors.ToString().TrimEnd(), started);
    }
}
