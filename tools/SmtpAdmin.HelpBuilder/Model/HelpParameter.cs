namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>One parameter: what it is for, and how it is bound in each of its parameter sets.</summary>
internal sealed record HelpParameter(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterBinding> Bindings)
{
    /// <summary>How it is bound in a parameter set; null where the set does not have it.</summary>
    public ParameterBinding? In(string setName) =>
        Bindings.FirstOrDefault(binding => binding.AppliesToAll || binding.Sets.Contains(setName, StringComparer.OrdinalIgnoreCase));
}
