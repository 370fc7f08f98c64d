namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>The checkers see what they are there to see: run on samples that break the rules.</summary>
public sealed class CheckersTests
{
    private const string Root = "SmtpAdmin.Core.Tests.Architecture.Samples";

    private static readonly IReadOnlyCollection<Dependency> Dependencies =
        [.. AssemblyDependencies.Read(typeof(CheckersTests).Assembly.Location).Where(dependency => dependency.From.Namespace.StartsWith(Root, StringComparison.Ordinal))];

    [Theory]
    [InlineData("LambdaCodec", "Wire.Send")] // a call in a lambda
    [InlineData("LambdaCodec", "MarkedAttribute")] // an attribute
    [InlineData("GenericCodec", "Wire")] // a type argument inside an array
    public void A_forbidden_import_is_found_wherever_it_hides(string from, string to)
    {
        var layers = new Layers(Root, new Dictionary<string, string[]> { [""] = [], ["Codec"] = [], ["Transport"] = ["Codec"] });
        Assert.Contains(layers.Violations(Dependencies), violation =>
            violation.StartsWith($"{Root}.Codec.{from} uses {Root}.Transport.{to}", StringComparison.Ordinal)
            && violation.EndsWith("Codec may not see Transport.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_allowed_import_is_no_violation()
    {
        var layers = new Layers(Root, new Dictionary<string, string[]> { [""] = [], ["Codec"] = ["Transport"], ["Transport"] = [] });
        Assert.Empty(layers.Violations(Dependencies));
    }

    [Fact]
    public void A_part_that_the_table_does_not_know_is_a_violation()
    {
        var layers = new Layers(Root, new Dictionary<string, string[]> { [""] = [], ["Codec"] = ["*"] });
        Assert.Contains(layers.Violations(Dependencies), violation => violation.StartsWith("'Transport' is not in the table", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AsyncCodec", "System.Threading.Tasks.Task")]
    [InlineData("ClockCodec", "System.DateTimeOffset.get_UtcNow")]
    [InlineData("IndirectCodec uses SmtpAdmin.Core.Tests.Architecture.Samples.Helper", "System.DateTime.get_Now")]
    public void A_task_or_a_clock_is_found_also_behind_a_helper(string from, string to)
    {
        var violations = Purity.Violations(Dependencies, type => type.Namespace == $"{Root}.Codec");
        Assert.Contains(violations, violation => violation.StartsWith($"{Root}.Codec.{from} uses {to}", StringComparison.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.Contains("SoundCodec", StringComparison.Ordinal));
    }

    [Fact]
    public void A_socket_is_found()
    {
        var violation = Assert.Single(Purity.Violations(Dependencies, type => type.Name == "Connection").Take(1));
        Assert.Contains("uses System.Net.Sockets.Socket", violation, StringComparison.Ordinal);
    }
}
