using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Abstractions.Contracts;

public interface IBTCPayServerPlugin
{
    string Identifier { get; }

    string Name { get; }

    Version Version { get; }

    string Description { get; }

    bool SystemPlugin { get; set; }

    PluginDependency[] Dependencies { get; }

    void Execute(IApplicationBuilder applicationBuilder, IServiceProvider applicationBuilderApplicationServices);

    void Execute(IServiceCollection applicationBuilder);

    public class PluginDependency
    {
        public string Identifier { get; set; }

        /// <summary>A version condition such as <c>&gt;=2.4.1</c>; empty means any version.</summary>
        public string Condition { get; set; }

        public VersionCondition ParseCondition() =>
            VersionCondition.TryParse(Condition ?? "", out var condition) ? condition : new VersionCondition.Yes();

        public override string ToString() => $"{Identifier}: {Condition}";
    }
}
