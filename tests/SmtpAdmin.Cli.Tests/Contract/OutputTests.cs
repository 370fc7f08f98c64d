using System.Reflection;
using System.Runtime.CompilerServices;
using SmtpAdmin.Provisioning;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>What cmdlets write can be worked with in PowerShell.</summary>
public sealed class OutputTests
{
    /// <summary>For theories: every list of every type that a cmdlet writes, and of those that hang on them.</summary>
    public static TheoryData<string, string> Lists
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var property in Written().SelectMany(type => type.GetProperties()).Where(property => property.CanWrite && ElementOf(property) is not null).DistinctBy(property => (property.DeclaringType, property.Name)))
                data.Add(property.DeclaringType!.FullName!, property.Name);
            return data;
        }
    }

    /// <summary>PowerShell takes a list whose type has no indexer of its own for one value: [0] gives all of it, [1] nothing.</summary>
    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_in_a_result_can_be_indexed(string type, string name)
    {
        var declaring = Assembly.Load("SmtpAdmin.Core").GetType(type, throwOnError: true)!;
        var property = declaring.GetProperty(name)!;
        var instance = RuntimeHelpers.GetUninitializedObject(declaring);
        var value = typeof(OutputTests).GetMethod(nameof(FromExpression), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(ElementOf(property)!).Invoke(null, null);
        property.SetValue(instance, value);

        Assert.False(HasIndexer(value!.GetType()), "The value that is given is to be one that PowerShell cannot index.");
        Assert.True(HasIndexer(property.GetValue(instance)!.GetType()), $"{declaring.Name}.{name} is to be '{{ get; init => field = Indexable.Of(value); }}'.");
    }

    /// <summary>The same of lists that are made anew each time.</summary>
    [Fact]
    public void A_list_that_a_result_makes_can_be_indexed()
    {
        var set = DnsRecordLine.Parse("a.example. IN TXT x");
        var publication = new DnsPublication { Status = DnsPublishStatus.Published, Zone = "example", Server = "", Before = set, After = set };
        object[] results = [set, publication, new DnsWaitResult { Wanted = set, Status = DnsWaitStatus.Visible }, new TxtZoneRecord("a.example", "x"), new SpfOptimization { Domain = "a.example", Status = default, Records = [new TxtZoneRecord("a.example", "x")] }];
        var lists = results.SelectMany(result => result.GetType().GetProperties().Where(property => !property.CanWrite && ElementOf(property) is not null).Select(property => (Name: $"{result.GetType().Name}.{property.Name}", Value: property.GetValue(result)!))).ToList();
        Assert.Contains("DnsRecordSet.Data", lists.Select(list => list.Name));
        Assert.All(lists, list => Assert.True(HasIndexer(list.Value.GetType()), $"{list.Name} is to be an array."));
    }

    private static IReadOnlyList<T> FromExpression<T>() => [default!, default!];

    private static bool HasIndexer(Type type) => type.IsArray || type.GetDefaultMembers().Length > 0;

    private static HashSet<Type> Written()
    {
        var found = new HashSet<Type>();
        var next = new Stack<Type>(Cmdlet.All.SelectMany(cmdlet => cmdlet.OutputTypes));
        while (next.TryPop(out var type))
        {
            if (type.Assembly.GetName().Name != "SmtpAdmin.Core" || type.IsEnum || !found.Add(type)) continue;
            foreach (var property in type.GetProperties()) next.Push(ElementOf(property) ?? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        }
        return found;
    }

    private static Type? ElementOf(PropertyInfo property) =>
        property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;
}
