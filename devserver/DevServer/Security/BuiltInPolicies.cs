using BTCPayServer.Services;
using static BTCPayServer.Client.Policies;

namespace DevServer.Security;

/// <summary>The server's own permissions and what each includes.</summary>
public static class BuiltInPolicies
{
    public static readonly PolicyDefinition[] All =
    [
        Define(Unrestricted, "Unrestricted access"),
        Define(CanModifyServerSettings, "Manage your server", CanUseInternalLightningNode, CanManageUsers),
        Define(CanManageUsers, "Manage users", CanCreateUser),
        Define(CanViewUsers, "View users"),
        Define(CanCreateUser, "Create new users"),
        Define(CanUseInternalLightningNode, "Use the internal lightning node", CanCreateLightningInvoiceInternalNode, CanViewLightningInvoiceInternalNode),
        Define(CanViewLightningInvoiceInternalNode, "View invoices from internal lightning node"),
        Define(CanCreateLightningInvoiceInternalNode, "Create invoices with internal lightning node"),
        Define(CanModifyStoreSettings, "Modify your stores", CanManagePullPayments, CanModifyInvoices, CanViewStoreSettings, CanModifyWebhooks,
            CanModifyPaymentRequests, CanManagePayouts, CanUseLightningNodeInStore, CanSendStoreEmail),
        Define(CanViewStoreSettings, "View your stores", CanViewInvoices, CanViewPaymentRequests, CanViewReports, CanViewPullPayments, CanViewPayouts),
        Define(CanViewInvoices, "View invoices"),
        Define(CanCreateInvoice, "Create an invoice"),
        Define(CanModifyInvoices, "Modify invoices", CanViewInvoices, CanCreateInvoice, CanCreateLightningInvoiceInStore),
        Define(CanModifyWebhooks, "Modify stores webhooks"),
        Define(CanSendStoreEmail, "Send store emails"),
        Define(CanViewReports, "View your reports"),
        Define(CanViewPaymentRequests, "View your payment requests"),
        Define(CanModifyPaymentRequests, "Modify your payment requests", CanViewPaymentRequests),
        Define(CanUseLightningNodeInStore, "Use the lightning nodes associated with your stores", CanViewLightningInvoiceInStore, CanCreateLightningInvoiceInStore),
        Define(CanViewLightningInvoiceInStore, "View the lightning invoices associated with your stores"),
        Define(CanCreateLightningInvoiceInStore, "Create invoices from the lightning nodes associated with your stores", CanViewLightningInvoiceInStore),
        Define(CanManagePullPayments, "Manage your pull payments", CanCreatePullPayments, CanArchivePullPayments),
        Define(CanArchivePullPayments, "Archive your pull payments"),
        Define(CanCreatePullPayments, "Create pull payments", CanCreateNonApprovedPullPayments),
        Define(CanCreateNonApprovedPullPayments, "Create non-approved pull payments", CanViewPullPayments),
        Define(CanViewPullPayments, "View your pull payments"),
        Define(CanManagePayouts, "Manage payouts", CanViewPayouts),
        Define(CanViewPayouts, "View payouts"),
        Define(CanModifyProfile, "Manage your profile", CanViewProfile),
        Define(CanViewProfile, "View your profile"),
        Define(CanDeleteUser, "Delete user"),
        Define(CanManageNotificationsForUser, "Manage your notifications", CanViewNotificationsForUser),
        Define(CanViewNotificationsForUser, "View your notifications")
    ];

    private static PolicyDefinition Define(string policy, string title, params string[] included) =>
        new(policy, new PermissionDisplay(title, title), includedPermissions: included);
}
