using System.CommandLine;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>Every cmdlet has a twin in <c>smtpadmin</c>, with the same parameters under the same names.</summary>
public sealed class TwinTests
{
    /// <summary>What a shell's command line must not take as an argument, or cannot: what stands there in its place.</summary>
    private static readonly Dictionary<string, string[]> Instead = new(StringComparer.Ordinal)
    {
        ["--credential"] = ["--user-name", "--password-env", "--password-file", "--password-stdin"],
        ["--password"] = ["--password-env", "--password-file", "--password-stdin"],
        ["--access-token"] = ["--access-token-env", "--access-token-file", "--access-token-stdin"],
        ["--passphrase"] = ["--passphrase-env", "--passphrase-file", "--passphrase-stdin"],
        ["--as-secure-string"] = [], // a shell has no memory that is not text: there a private key goes to a file alone
        ["--message"] = [], // a message that is no file comes by standard input, '-' among the paths
        ["--dqs-key"] = ["--dqs-key-env", "--dqs-key-file", "--dqs-key-stdin"],
        ["--key-secret"] = ["--key-secret-env", "--key-secret-file", "--key-secret-stdin"],
        ["--key-credential"] = [], // an object of name and secret, for which there are --key-name and those three
        ["--user"] = ["--user-path"], // an object; in a file, as its own command prints it
        ["--certificate-password"] = ["--certificate-password-env", "--certificate-password-file", "--certificate-password-stdin"],
        ["--certificate"] = [], // an object; there, its file: --path
        ["--on-bounce"] = [], // a script block; 'bounceHook' in a configuration
        ["--wait"] = [], // there, a relay is always in the foreground
        ["--client-certificate"] =
        [
            "--client-certificate", "--client-certificate-password-env", "--client-certificate-password-file", "--client-certificate-password-stdin",
        ],
    };

    /// <summary>How results are shown is the shell's business in PowerShell, and an option's here.</summary>
    private static readonly string[] OfOutput = ["--json", "--transcript", "--help", "--version"];

    private static readonly RootCommand Root = CommandTree.Create();

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_cmdlet_has_a_twin_with_the_same_options(string name)
    {
        var cmdlet = Cmdlet.Named(name);
        var twin = TwinOf(cmdlet);
        var expected = cmdlet.Parameters.Select(OptionName).SelectMany(option => Instead.GetValueOrDefault(option, [option])).ToHashSet();
        if (cmdlet.SupportsShouldProcess) expected.Add("--what-if");
        var actual = OptionsOf(twin).Keys.Except(OfOutput).ToHashSet();
        Assert.Empty(expected.Except(actual).Select(option => $"{twin.Name} lacks {option}"));
        Assert.Empty(actual.Except(expected).Select(option => $"{name} lacks what {option} stands for"));
        Assert.Contains("--json", OptionsOf(twin).Keys);
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_switch_is_a_flag_and_a_list_takes_several_values(string name)
    {
        var cmdlet = Cmdlet.Named(name);
        var options = OptionsOf(TwinOf(cmdlet));
        foreach (var parameter in cmdlet.Parameters)
        {
            if (!options.TryGetValue(OptionName(parameter), out var option)) continue;
            Assert.True(parameter.IsSwitch == (option.Arity.MinimumNumberOfValues == 0 && option.ValueType == typeof(bool)), $"{option.Name} must be a flag where -{parameter.Name} is a switch, and nowhere else.");
            var several = parameter.Type.IsArray || parameter.Type.Name == nameof(System.Collections.IDictionary);
            Assert.True(several == option.Arity.MaximumNumberOfValues > 1, $"{option.Name} must take several values where -{parameter.Name} does, and nowhere else.");
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_twin_and_its_options_say_what_they_are_for(string name)
    {
        var twin = TwinOf(Cmdlet.Named(name));
        Assert.False(string.IsNullOrWhiteSpace(twin.Description));
        Assert.All(OptionsOf(twin).Values, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{option.Name} has no description."));
    }

    private static Command TwinOf(Cmdlet cmdlet)
    {
        var name = KebabName.From(cmdlet.Name);
        return Assert.Single(Root.Subcommands, command => command.Name == name);
    }

    private static Dictionary<string, Option> OptionsOf(Command command) =>
        command.Options.Concat(Root.Options.Where(option => option.Recursive)).ToDictionary(option => option.Name);

    private static string OptionName(CmdletParameter parameter) => "--" + KebabName.From(parameter.Name);
}
